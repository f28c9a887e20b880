package io.sozu.client.internal.wire;

import java.time.Duration;

/** A point in time that every step of one call spends from. Made once, handed down. */
public record Deadline(long atNanos) {
  /** The deadline that is {@code timeout} from now. */
  public static Deadline in(Duration timeout) {
    return new Deadline(System.nanoTime() + saturated(timeout));
  }

  /** Nanoseconds left, negative when it has passed. */
  public long remainingNanos() {
    return atNanos - System.nanoTime();
  }

  /** Whether it has passed. */
  public boolean passed() {
    return remainingNanos() <= 0;
  }

  /** What is left, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, remainingNanos()));
  }

  private static long saturated(Duration timeout) {
    // Comparing nanoTime works for spans below 292 years; anything longer is cut to half of that.
    return timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0
        ? Long.MAX_VALUE / 2
        : timeout.toNanos();
  }
}
