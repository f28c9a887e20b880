package io.sozu.metrics.internal.collect;

import io.sozu.client.Metrics.Collected;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one collection brought.
 *
 * @param up whether Sōzu answered
 * @param snapshot the series, empty when it did not
 * @param endedAt by {@link System#nanoTime()}
 * @param cut lines that were left out because there were too many
 * @param dropped values of kinds that are not told
 * @param failure why it failed, for people
 */
record Collection(
    boolean up,
    Snapshot snapshot,
    long endedAt,
    Duration took,
    Collected collected,
    long cut,
    int dropped,
    @Nullable String failure) {
  private static final Collected NOTHING = new Collected(0, 0, 0, List.of());

  /** One that brought nothing. */
  static Collection failed(long endedAt, Duration took, String failure) {
    return new Collection(false, new Snapshot(), endedAt, took, NOTHING, 0, 0, failure);
  }

  /** Whether there was nothing missing. */
  boolean complete() {
    return up && collected.incomplete().isEmpty();
  }
}
