package io.sozu.pulsar.internal.consume;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.MessageId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges the messages of one stream in the order in which they are settled, and the next ones
 * only when the broker has confirmed those before; why is told at {@link Progress}. What gathers
 * meanwhile is acknowledged at one go. Thread-safe; never holds its lock while it calls somebody.
 */
final class Acknowledger {
  private static final Logger LOG = LoggerFactory.getLogger(Acknowledger.class);

  /** Most messages of one command. */
  private static final int MOST = 5_000;

  /** After so long a confirmation is taken for lost, and the acknowledgement sent again. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * What was sent and is not confirmed.
   *
   * @param repeated how many of those that are acknowledged again
   * @param marks of the others
   */
  private record Sent(int repeated, List<Mark> marks, List<MessageId> ids, long at) {}

  /** Settled and not confirmed, in order; bounded by what the intake takes. */
  private final Deque<Mark> settled = new ArrayDeque<>();

  /** Acknowledged before, and delivered again all the same. Older than those that are settled. */
  private final Deque<MessageId> repeats = new ArrayDeque<>();

  private final java.util.function.Consumer<List<Mark>> confirmed;
  private @Nullable Consumer<byte[]> consumer;
  private @Nullable Sent sent;

  /**
   * One with nothing to do.
   *
   * @param confirmed told of what the broker has confirmed
   */
  Acknowledger(java.util.function.Consumer<List<Mark>> confirmed) {
    this.confirmed = confirmed;
  }

  /** Acknowledges by this consumer from now on, once it is told to; null is none for now. */
  synchronized void use(@Nullable Consumer<byte[]> now) {
    consumer = now;
    sent = null;
  }

  /** Sends what waits, and again what nobody confirmed. To be called from time to time. */
  void tick() {
    synchronized (this) {
      if (sent != null && System.nanoTime() - sent.at() > PATIENCE.toNanos()) {
        sent = null;
      }
    }
    send();
  }

  /** Whether nothing is left to be acknowledged. */
  synchronized boolean isOver() {
    return settled.isEmpty() && repeats.isEmpty();
  }

  /** To be acknowledged behind all others; {@link #send} does it. */
  synchronized void add(Mark mark) {
    settled.add(mark);
  }

  /** To be acknowledged again, before what has not been; {@link #send} or {@link #tick} does it. */
  synchronized void repeat(MessageId id) {
    repeats.add(id);
  }

  /** Sends what waits, unless something is on its way already. */
  void send() {
    Consumer<byte[]> by;
    Sent now;
    synchronized (this) {
      by = consumer;
      if (by == null || sent != null || isOver()) {
        return;
      }
      now = next();
      sent = now;
    }
    CompletableFuture<Void> told;
    try {
      told = by.acknowledgeAsync(now.ids());
    } catch (RuntimeException e) {
      told = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<?> unused = told.whenComplete((nothing, failure) -> came(now, failure));
  }

  private Sent next() {
    List<MessageId> ids = new ArrayList<>();
    for (Iterator<MessageId> each = repeats.iterator(); each.hasNext() && ids.size() < MOST; ) {
      ids.add(each.next());
    }
    int repeated = ids.size();
    List<Mark> marks = new ArrayList<>();
    for (Iterator<Mark> each = settled.iterator(); each.hasNext() && ids.size() < MOST; ) {
      Mark mark = each.next();
      marks.add(mark);
      ids.add(mark.id);
    }
    return new Sent(repeated, marks, ids, System.nanoTime());
  }

  @SuppressWarnings("ReferenceEquality") // equal ones may be two
  private void came(Sent answered, @Nullable Throwable failure) {
    synchronized (this) {
      if (sent != answered) {
        return; // Given up meanwhile, and sent again.
      }
      sent = null;
      if (failure != null) {
        LOG.debug("{} acknowledgements failed, trying again", answered.ids().size(), failure);
        return; // The next tick tries again, not this thread at once.
      }
      for (int i = 0; i < answered.repeated(); i++) {
        repeats.remove();
      }
      answered.marks().forEach(mark -> settled.remove());
    }
    confirmed.accept(answered.marks());
    send();
  }
}
