package io.sozu.intake.internal.loop;

import java.time.Duration;

/** A clock that only goes on, in nanoseconds since this class was loaded: never negative. */
public final class Ticks {
  /** Never. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final long ORIGIN = System.nanoTime();

  private Ticks() {}

  /** Now. */
  public static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /** Some time from now. */
  public static long in(Duration time) {
    return now() + time.toNanos();
  }
}
