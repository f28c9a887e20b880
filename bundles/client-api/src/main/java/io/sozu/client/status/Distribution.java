package io.sozu.client.status;

import java.util.List;

/**
 * How many values are how large, as a Prometheus histogram has it. Immutable.
 *
 * @param bounds upper bounds of the buckets, which they belong to; finite and ascending. The last
 *     bucket, without a bound, is implied
 * @param counts cumulative: how many values are at most as large as each bound, and last how many
 *     there are at all; one more than {@code bounds}
 * @param sum of all values
 */
public record Distribution(List<Double> bounds, List<Long> counts, double sum) {
  /**
   * A distribution.
   *
   * @throws IllegalArgumentException if the parts contradict each other
   */
  public Distribution {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    for (int i = 0; i < bounds.size(); i++) {
      if (!Double.isFinite(bounds.get(i)) || (i > 0 && bounds.get(i) <= bounds.get(i - 1))) {
        throw new IllegalArgumentException("bounds must be finite and ascending: " + bounds);
      }
    }
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          counts.size() + " counts for " + bounds.size() + " bounds: must be one more");
    }
    long before = 0;
    for (long count : counts) {
      if (count < before) {
        throw new IllegalArgumentException("counts must be cumulative: " + counts);
      }
      before = count;
    }
    if (!Double.isFinite(sum)) {
      throw new IllegalArgumentException("sum must be finite: " + sum);
    }
  }

  /** How many values there are. */
  public long count() {
    return counts.get(counts.size() - 1);
  }
}
