package io.sozu.testkit.internal.metrics;

import io.sozu.protocol.command.FilteredMetrics;

/** Short ways to write values. */
final class Values {
  private Values() {}

  static FilteredMetrics gauge(long value) {
    return FilteredMetrics.newBuilder().setGauge(value).build();
  }

  static FilteredMetrics count(long value) {
    return FilteredMetrics.newBuilder().setCount(value).build();
  }
}
