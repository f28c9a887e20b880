package io.sozu.testkit.internal.metrics;

import io.sozu.protocol.command.FilteredHistogram;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.Percentiles;
import java.util.function.BiConsumer;

/**
 * Durations in milliseconds. Sōzu tells them twice: as percentiles, and under the same name with
 * {@code _histogram} as buckets whose bounds are one below the powers of two, up to what was seen.
 */
final class Times {
  private static final int BUCKETS = 32;

  private final long[] buckets = new long[BUCKETS];
  private long samples;
  private long sum;

  void add(long millis, long times) {
    buckets[Long.SIZE - Long.numberOfLeadingZeros(millis)] += times;
    samples += times;
    sum += millis * times;
  }

  void write(String name, BiConsumer<String, FilteredMetrics> to) {
    to.accept(name, FilteredMetrics.newBuilder().setPercentiles(percentiles()).build());
    to.accept(name + "_histogram", FilteredMetrics.newBuilder().setHistogram(histogram()).build());
  }

  private FilteredHistogram histogram() {
    FilteredHistogram.Builder histogram =
        FilteredHistogram.newBuilder().setSum(sum).setCount(samples);
    long cumulative = 0;
    for (int i = 0; i < BUCKETS && cumulative < samples; i++) {
      cumulative += buckets[i];
      histogram.addBucketsBuilder().setCount(cumulative).setLe((1L << i) - 1);
    }
    return histogram.build();
  }

  private Percentiles percentiles() {
    return Percentiles.newBuilder()
        .setSamples(samples)
        .setP50(at(0.5))
        .setP90(at(0.9))
        .setP99(at(0.99))
        .setP999(at(0.999))
        .setP9999(at(0.9999))
        .setP99999(at(0.99999))
        .setP100(at(1))
        .setSum(sum)
        .build();
  }

  private long at(double part) {
    long cumulative = 0;
    for (int i = 0; i < BUCKETS; i++) {
      cumulative += buckets[i];
      if (cumulative >= part * samples) {
        return (1L << i) - 1;
      }
    }
    return 0;
  }
}
