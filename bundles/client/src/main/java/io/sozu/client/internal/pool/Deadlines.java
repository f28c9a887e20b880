package io.sozu.client.internal.pool;

import io.sozu.client.internal.loop.Loop;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends calls at their deadlines, and notices when Sōzu gives no answers at all. On the loop thread,
 * unless said otherwise.
 */
final class Deadlines {
  /**
   * So many requests in a row without an answer are worth telling; Sōzu answers an unknown kind
   * never.
   */
  private static final int SILENT = 2;

  private final Loop loop;
  private final Sessions sessions;
  private final OwnConnections dedicated;
  private final Waiters waiters;
  private final Endings endings;
  private final Events events;

  /** Requests in a row without an answer. */
  private final AtomicInteger unanswered = new AtomicInteger();

  Deadlines(
      Loop loop,
      Sessions sessions,
      OwnConnections dedicated,
      Waiters waiters,
      Endings endings,
      Events events) {
    this.loop = loop;
    this.sessions = sessions;
    this.dedicated = dedicated;
    this.waiters = waiters;
    this.endings = endings;
    this.events = events;
  }

  /** Ends what is past its deadline. A connection whose answer is late is of no more use. */
  void expire(long now) {
    sessions.overdue(
        now,
        session -> {
          unanswered.incrementAndGet();
          session.close(endings.unanswered());
        });
    if (unanswered.get() >= SILENT) {
      events.silent("the last " + unanswered.get() + " requests got no answer in time");
    }
    dedicated.expire(now);
    waiters.expire(now, endings::expired);
  }

  /** When to look again. */
  long nextDue() {
    return Math.min(waiters.nextDue(), Math.min(sessions.nextDue(), dedicated.nextDue()));
  }

  /** An answer came. From any thread. */
  void answered() {
    if (unanswered.get() > 0) {
      loop.run(
          () -> {
            unanswered.set(0);
            events.answering();
          });
    }
  }
}
