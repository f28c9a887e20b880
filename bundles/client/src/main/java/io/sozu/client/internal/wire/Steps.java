package io.sozu.client.internal.wire;

import java.util.concurrent.Executor;

/**
 * Where the client's own work goes on: one step after the other, on the thread that keeps the
 * deadlines. Steps are short and never block, and callers' code is never among them; so whatever
 * callers do, the client goes on. Thread-safe.
 */
public interface Steps extends Executor {
  /** A step that is to come. */
  @FunctionalInterface
  interface Timer {
    /** Lets it not come, or not again. From any thread. */
    void cancel();
  }

  /** Runs a step once, so many nanoseconds from now; never once the client is closed. */
  Timer after(long nanos, Runnable step);

  /** Runs a step now, and again so many nanoseconds after each time; never once it is closed. */
  Timer every(long nanos, Runnable step);
}
