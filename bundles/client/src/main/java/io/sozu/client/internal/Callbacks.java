package io.sozu.client.internal;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that runs what callers attach, and the client's timers. What waits here is bounded
 * by the calls and subscribers that there may be.
 */
final class Callbacks extends ScheduledThreadPoolExecutor implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final Threads threads;

  private Callbacks(Threads threads) {
    super(1, threads);
    this.threads = threads;
    setRemoveOnCancelPolicy(true);
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  static Callbacks of(String instance) {
    return new Callbacks(new Threads("sozu-" + instance + "-callbacks"));
  }

  /** Runs what is queued and ends the thread; waits for that, unless called by a callback. */
  @Override
  public void close() {
    shutdown();
    if (Thread.currentThread() == threads.last) {
      return;
    }
    try {
      if (!awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        interruptCallback();
      }
    } catch (InterruptedException e) {
      interruptCallback();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A callback that blocks must not keep the client's owner from stopping. What waits behind it
   * still runs, because the ends of other calls are among it.
   */
  private void interruptCallback() {
    Thread blocked = threads.last;
    if (blocked != null) {
      blocked.interrupt();
    }
  }

  private static final class Threads implements ThreadFactory {
    private final String name;
    private volatile @Nullable Thread last;

    Threads(String name) {
      this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      // The creator's class loader must not live as long as this thread.
      thread.setContextClassLoader(null);
      last = thread;
      return thread;
    }
  }
}
