package io.sozu.intake.internal.loop;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of an intake. After each task it takes a turn: whatever that changed, what can be
 * done now is done. Waiting tasks are bounded by what there is to tell: one for new messages, one
 * for the batch at Sōzu, one for each dead letter and reply on its way.
 */
public final class Loop implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** How long a task may take that runs when this is closed, before it is interrupted. */
  private static final Duration LAST_TASK = Duration.ofSeconds(1);

  private final String name;
  private final Runnable turn;
  private final ScheduledThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  /** The next planned turn; on this thread. */
  private @Nullable Future<?> wake;

  private long wakeAt = Ticks.NEVER;

  /**
   * A loop whose thread begins with its first task.
   *
   * @param name of the thread
   * @param turn taken after each task
   */
  public Loop(String name, Runnable turn) {
    this.name = name;
    this.turn = turn;
    this.executor = new ScheduledThreadPoolExecutor(1, this::thread);
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private Thread thread(Runnable work) {
    Thread made = new Thread(work, name);
    made.setDaemon(true);
    // The creator's class loader must not live as long as this thread.
    made.setContextClassLoader(null);
    thread = made;
    return made;
  }

  /** Runs a task soon, and then takes a turn; does nothing once closed. */
  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: closed, a task is dropped", name);
    }
  }

  /** Runs a task again and again, a turn after each. */
  public void every(Duration period, Runnable task) {
    // Its end is this executor's, and what goes wrong is told by the guard.
    Future<?> unused =
        executor.scheduleWithFixedDelay(
            guarded(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Takes a turn at a time, unless an earlier one is planned. To be called on this thread. */
  public void wakeAt(long tick) {
    if (tick >= wakeAt || executor.isShutdown()) {
      return;
    }
    Future<?> later = wake;
    if (later != null) {
      later.cancel(false);
    }
    wakeAt = tick;
    wake =
        executor.schedule(
            guarded(() -> wakeAt = Ticks.NEVER), tick - Ticks.now(), TimeUnit.NANOSECONDS);
  }

  /** Runs a task after a pause in nanoseconds, and then takes a turn. */
  public void after(long pause, Runnable task) {
    try {
      Future<?> unused = executor.schedule(guarded(task), pause, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: closed, a task is dropped", name);
    }
  }

  /** Whether the caller runs on this thread. */
  public boolean isInside() {
    return Thread.currentThread() == thread;
  }

  /**
   * Ends the thread; what waits is dropped.
   *
   * @return whether it has ended, so that what belonged to it is the caller's now
   */
  public boolean close() {
    executor.shutdownNow();
    if (isInside()) {
      return true;
    }
    boolean interrupted = Thread.interrupted();
    try {
      return executor.awaitTermination(LAST_TASK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
        turn.run();
      } catch (RuntimeException | Error e) {
        LOG.error("{}: an error of this connector", name, e);
      }
    };
  }
}
