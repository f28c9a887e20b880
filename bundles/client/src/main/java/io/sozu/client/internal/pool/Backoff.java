package io.sozu.client.internal.pool;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between tries: doubled each time up to a longest, each drawn between half and the whole of
 * it.
 */
public final class Backoff {
  private final long min;
  private final long max;
  private long next;

  public Backoff(Duration min, Duration max) {
    this.min = min.toNanos();
    this.max = max.toNanos();
    this.next = this.min;
  }

  /** The next pause, in nanoseconds. */
  public long pause() {
    long pause = next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1);
    next = Math.min(max, next * 2);
    return pause;
  }

  /** Begins again with the shortest. */
  public void reset() {
    next = min;
  }
}
