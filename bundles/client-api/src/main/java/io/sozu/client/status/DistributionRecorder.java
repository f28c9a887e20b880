package io.sozu.client.status;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Counts values into the buckets of a {@link Distribution}, since it was made. Thread-safe; {@link
 * #record} neither blocks nor allocates.
 */
public final class DistributionRecorder {
  private final double[] bounds;
  private final List<Double> boundList;
  private final LongAdder[] buckets;
  private final DoubleAdder sum = new DoubleAdder();

  /**
   * A recorder without values.
   *
   * @param bounds as those of {@link Distribution}
   * @throws IllegalArgumentException if they are not finite and ascending
   */
  public DistributionRecorder(double... bounds) {
    this.bounds = bounds.clone();
    this.boundList = DoubleStream.of(bounds).boxed().toList();
    this.buckets =
        Stream.generate(LongAdder::new).limit(bounds.length + 1L).toArray(LongAdder[]::new);
    // Refuses wrong bounds now, not at the first look.
    snapshot();
  }

  /**
   * Counts a value.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public void record(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a value must be finite, and this is " + value);
    }
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    sum.add(value);
  }

  /** What was counted so far. While others record, the sum may lack, or have, their last values. */
  public Distribution snapshot() {
    List<Long> counts = new ArrayList<>(buckets.length);
    long below = 0;
    for (LongAdder bucket : buckets) {
      below += bucket.sum();
      counts.add(below);
    }
    return new Distribution(boundList, counts, sum.sum());
  }
}
