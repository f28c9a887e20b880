package io.sozu.client.internal.exchange;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread for work that blocks on files and on Sōzu, one job after the other. It is there only
 * while there is work and shortly after.
 */
public final class Worker implements AutoCloseable {
  private static final int IDLE_SECONDS = 2;
  private static final int CLOSE_SECONDS = 5;

  private final ThreadPoolExecutor executor;

  /**
   * @param name of the thread, {@code sozu-<instance>-<job>}
   * @param most jobs that may wait
   */
  public Worker(String name, int most) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(Math.max(1, most)),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              // The creator's class loader must not live as long as this thread.
              thread.setContextClassLoader(null);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /** Runs the job later; false if as many wait as may wait, or this is closed. */
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
   * Ends the thread: what runs and what waits finds its client closed and ends by itself, or is
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
