package io.sozu.itests.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * What one subject did in one round.
 *
 * @param p50 of the single requests, in nanoseconds
 * @param p99 of the single requests, in nanoseconds
 * @param nanos for all of them
 * @param count of requests
 */
record Run(long p50, long p99, long nanos, int count) {
  static Run of(long[] times, long nanos) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return new Run(quantile(sorted, 0.5), quantile(sorted, 0.99), nanos, times.length);
  }

  double perSecond() {
    return count * 1e9 / nanos;
  }

  static long quantile(long[] sorted, double part) {
    return sorted[Math.min((int) (sorted.length * part), sorted.length - 1)];
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
