package io.sozu.client.config;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between tries: doubled each time up to a longest, each drawn between half and the whole of
 * it. Not thread-safe.
 */
public final class Backoff {
  private final long min;
  private final long max;
  private long next;

  /**
   * Begins with the shortest.
   *
   * @param min the first pause
   * @param max the longest
   */
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
