package io.sozu.client.internal.loop;

import io.sozu.client.internal.wire.Steps;
import java.util.Comparator;
import java.util.concurrent.PriorityBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Steps that wait for their time: as many as the parts of a client and its callers' questions need.
 * Thread-safe; taken and run by the loop alone.
 */
final class Timers {
  private final PriorityBlockingQueue<Waiting> queue =
      new PriorityBlockingQueue<>(11, Comparator.comparingLong(waiting -> waiting.due));

  /** One step. */
  final class Waiting implements Steps.Timer, Runnable {
    private final Runnable step;

    /** Pause between two times, 0 when there is only one; in nanoseconds. */
    private final long period;

    /** In the loop's time; not changed while it is in the queue. */
    private long due;

    private volatile boolean cancelled;

    private Waiting(Runnable step, long due, long period) {
      this.step = step;
      this.due = due;
      this.period = period;
    }

    @Override
    public void run() {
      try {
        step.run();
      } finally {
        if (period > 0) {
          due = Loop.now() + period;
          queue.add(this);
          if (cancelled) {
            queue.remove(this);
          }
        }
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      queue.remove(this);
    }
  }

  Steps.Timer add(Runnable step, long due, long period) {
    Waiting waiting = new Waiting(step, due, period);
    queue.add(waiting);
    return waiting;
  }

  /** When the next is due; {@link Long#MAX_VALUE} for never. */
  long nextDue() {
    Waiting first = queue.peek();
    return first == null ? Long.MAX_VALUE : first.due;
  }

  /** Takes one that is due; null when there is none. */
  @Nullable Runnable takeDue(long now) {
    for (Waiting first = queue.peek(); first != null && first.due <= now; first = queue.peek()) {
      // It may have been cancelled since.
      if (queue.remove(first)) {
        return first;
      }
    }
    return null;
  }
}
