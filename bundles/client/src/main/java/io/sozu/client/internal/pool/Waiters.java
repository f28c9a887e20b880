package io.sozu.client.internal.pool;

import io.sozu.client.internal.session.Call;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for a connection, first come first served, never more than may wait. Thread-safe.
 */
final class Waiters {
  private final int most;
  private final ConcurrentLinkedDeque<Call> queue = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();

  /**
   * Not later than the earliest deadline in the queue, so that the loop need not look through it
   * each time.
   */
  private final AtomicLong earliest = new AtomicLong(Long.MAX_VALUE);

  Waiters(int most) {
    this.most = most;
  }

  /** Lets a call wait; false when as many wait as may. */
  boolean add(Call call) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      return false;
    }
    queue.add(call);
    noteDue(call);
    return true;
  }

  /** A call that was sent and must be sent again goes before all others, even above the bound. */
  void putBack(Call call) {
    count.incrementAndGet();
    queue.addFirst(call);
    noteDue(call);
  }

  private void noteDue(Call call) {
    earliest.accumulateAndGet(call.due(), Math::min);
  }

  /** The call that waits longest, or null. */
  @Nullable Call poll() {
    Call call = queue.poll();
    if (call != null) {
      count.decrementAndGet();
    }
    return call;
  }

  /** Takes a cancelled call out. */
  void remove(Call call) {
    if (queue.remove(call)) {
      count.decrementAndGet();
    }
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return count.get();
  }

  int most() {
    return most;
  }

  /** When to call {@link #expire} next. */
  long nextDue() {
    return earliest.get();
  }

  /** Takes out the calls whose deadline has passed. */
  void expire(long now, Consumer<Call> expired) {
    if (earliest.get() > now) {
      return;
    }
    // Reset first: a call that is added meanwhile lowers it again.
    earliest.set(Long.MAX_VALUE);
    for (Iterator<Call> i = queue.iterator(); i.hasNext(); ) {
      Call call = i.next();
      if (call.due() > now) {
        noteDue(call);
      } else if (call.abandon()) {
        remove(call);
        expired.accept(call);
      }
    }
  }
}
