package io.sozu.client.internal.exchange;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for work that blocks, on files, on Sōzu or in callers' code. They are there only while
 * there is work and shortly after.
 */
public final class Worker implements AutoCloseable {
  private static final int IDLE_SECONDS = 2;
  private static final int CLOSE_SECONDS = 5;

  private final ThreadPoolExecutor executor;

  /**
   * One thread, one job after the other.
   *
   * @param name of the thread, {@code sozu-<instance>-<job>}
   * @param most jobs that may wait
   */
  public Worker(String name, int most) {
    this(name, 1, new LinkedBlockingQueue<>(Math.max(1, most)));
  }

  /**
   * A thread for each job: none waits for another.
   *
   * @param name of the threads, {@code sozu-<instance>-<job>}
   * @param most jobs that may run at a time
   */
  public static Worker withThreads(String name, int most) {
    return new Worker(name, most, new SynchronousQueue<>());
  }

  private Worker(String name, int threads, BlockingQueue<Runnable> queue) {
    executor =
        new ThreadPoolExecutor(
            1,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            queue,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              // The creator's class loader must not live as long as this thread.
              thread.setContextClassLoader(null);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /** Runs the job later; false if as many wait or run as may, or this is closed. */
  public boolean offer(Runnable job) {
    try {
      executor.execute(job);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Jobs that wait. */
  public int waiting() {
    return executor.getQueue().size();
  }

  public boolean isClosed() {
    return executor.isShutdown();
  }

  /**
   * Ends the threads: what runs and what waits finds its client closed and ends by itself, or is
   * interrupted after a while.
   */
  @Override
  public void close() {
    executor.shutdown();
    boolean interrupted = false;
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        // What is interrupted ends, and what waited finds its client closed and ends at once.
        executor.shutdownNow().forEach(Runnable::run);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
