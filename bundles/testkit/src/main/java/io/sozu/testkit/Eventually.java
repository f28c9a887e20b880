package io.sozu.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for facts that come by themselves. */
public final class Eventually {
  /** Long enough for a worker to be replaced on a busy machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private Eventually() {}

  /**
   * Waits until something is true.
   *
   * @throws AssertionError if it does not become true within {@link #PATIENCE}
   */
  public static void until(String what, BooleanSupplier fact) {
    until(what, PATIENCE, fact);
  }

  /** {@link #until(String, BooleanSupplier)} with another patience. */
  public static void until(String what, Duration patience, BooleanSupplier fact) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!fact.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + patience + ": " + what);
      }
      Signals.pause(5);
    }
  }
}
