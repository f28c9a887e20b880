package io.sozu.client.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs what callers attach: on one thread, and on another one, up to {@value #MOST}, for as long as
 * what runs does not get on. What waits here is bounded by the calls and subscribers that there may
 * be.
 */
final class Callbacks extends ThreadPoolExecutor implements AutoCloseable {
  /** So many may block at a time before others wait for them. */
  static final int MOST = 16;

  /** What has run for so long blocks. */
  private static final long BLOCKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long IDLE_SECONDS = 2;
  private static final long PATIENCE_SECONDS = 5;

  /** Has something done a while later. */
  @FunctionalInterface
  interface Later {
    /** Runs the task once, after so many nanoseconds. */
    void after(long nanos, Runnable task);
  }

  private final Threads threads;
  private final Later later;

  /** Whether somebody will look soon whether what waits gets on. */
  private final AtomicBoolean watched = new AtomicBoolean();

  private Callbacks(Threads threads, Later later) {
    super(1, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    this.threads = threads;
    this.later = later;
  }

  /**
   * Callbacks of an instance.
   *
   * @param later when to look again; its tasks do not block
   */
  static Callbacks of(String instance, Later later) {
    return new Callbacks(new Threads("sozu-" + instance + "-callbacks"), later);
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
    watch();
  }

  private void watch() {
    Runnable first = getQueue().peek();
    if (first != null && watched.compareAndSet(false, true)) {
      later.after(BLOCKS_NANOS, () -> look(first));
    }
  }

  /** What is still the first to wait needs another thread. */
  private void look(Runnable first) {
    watched.set(false);
    if (getQueue().peek() == first && getPoolSize() < MOST) {
      setCorePoolSize(getPoolSize() + 1);
      setCorePoolSize(1);
    }
    watch();
  }

  /** Runs what is queued and ends the threads; waits for that, unless called by a callback. */
  @Override
  public void close() {
    shutdown();
    if (threads.all.contains(Thread.currentThread())) {
      return;
    }
    try {
      if (!awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        threads.interrupt();
      }
    } catch (InterruptedException e) {
      threads.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private static final class Threads implements ThreadFactory {
    private final String name;
    private final Set<Thread> all = ConcurrentHashMap.newKeySet();

    Threads(String name) {
      this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  task.run();
                } finally {
                  all.remove(Thread.currentThread());
                }
              },
              name);
      thread.setDaemon(true);
      // The creator's class loader must not live as long as this thread.
      thread.setContextClassLoader(null);
      all.add(thread);
      return thread;
    }

    /**
     * A callback that blocks must not keep the client's owner from stopping. What waits behind it
     * still runs, because the ends of other calls are among it.
     */
    void interrupt() {
      all.forEach(Thread::interrupt);
    }
  }
}
