package io.sozu.client.internal.wire;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs tasks, which must not throw, one after the other, in order, on another executor. */
final class Serial implements Executor {
  private final Executor executor;
  private final int most;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  /**
   * @param most tasks that may wait
   */
  Serial(Executor executor, int most) {
    this.executor = executor;
    this.most = most;
  }

  /** Runs a task later; false if as many wait as may. */
  boolean offer(Runnable task) {
    synchronized (tasks) {
      if (tasks.size() >= most) {
        return false;
      }
    }
    execute(task);
    return true;
  }

  /** Runs a task later, however many wait. */
  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException closed) {
      // Nobody else is left to run them, and the last one ends a call.
      drain();
    }
  }

  private void drain() {
    while (true) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
        if (task == null) {
          running = false;
          return;
        }
      }
      task.run();
    }
  }
}
