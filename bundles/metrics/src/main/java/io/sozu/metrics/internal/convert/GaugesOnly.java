package io.sozu.metrics.internal.convert;

/**
 * Lets gauges through only. A counter or histogram that is summed over too few workers would look
 * like one that began anew, and {@code rate()} would make traffic of it when the missing worker is
 * back; one that is absent is a gap.
 */
record GaugesOnly(FamilySink sink) implements FamilySink {
  @Override
  public void value(Family family, Labels labels, long value) {
    if (family.kind() == Kind.GAUGE) {
      sink.value(family, labels, value);
    }
  }

  @Override
  public void distribution(Family family, Labels labels, long count, long sum, long[] cumulative) {
    // never a gauge
  }
}
