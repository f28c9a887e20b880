package io.sozu.metrics.internal.expose;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.sozu.metrics.internal.collect.Snapshot;
import io.sozu.metrics.internal.convert.Family;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Kind;
import io.sozu.metrics.internal.convert.Labels;
import java.util.ArrayList;
import java.util.List;

/** The samples of simpleclient, which writes the page itself then. */
public final class Samples implements FamilySink {
  private final List<Sample> samples = new ArrayList<>();

  private Samples() {}

  /** All families of these snapshots. */
  public static List<MetricFamilySamples> of(List<Snapshot> snapshots) {
    List<MetricFamilySamples> families = new ArrayList<>();
    snapshots.stream()
        .flatMap(snapshot -> snapshot.families().stream())
        .distinct()
        .sorted()
        .forEach(
            family -> {
              Samples sink = new Samples();
              snapshots.forEach(snapshot -> snapshot.tell(family, sink));
              families.add(
                  new MetricFamilySamples(
                      family.name(), type(family), family.help(), sink.samples));
            });
    return families;
  }

  @Override
  public void value(Family family, Labels labels, long value) {
    sample(family.name(), labels, unsigned(value) / family.scale());
  }

  @Override
  public void distribution(Family family, Labels labels, long count, long sum, long[] cumulative) {
    if (family.kind() == Kind.HISTOGRAM) {
      for (int i = 0; i < cumulative.length; i++) {
        Labels bound = labels.and("le", family.ladder().text(i));
        sample(family.name() + "_bucket", bound, (double) cumulative[i]);
      }
      sample(family.name() + "_bucket", labels.and("le", "+Inf"), (double) count);
    }
    sample(family.name() + "_sum", labels, (double) sum / family.scale());
    sample(family.name() + "_count", labels, (double) count);
  }

  private void sample(String name, Labels labels, double value) {
    samples.add(new Sample(name, labels.names(), labels.values(), value));
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0;
  }

  private static Collector.Type type(Family family) {
    return switch (family.kind()) {
      // simpleclient appends _total to a counter's name, so one without is not called a counter
      case COUNTER ->
          family.name().endsWith("_total") ? Collector.Type.COUNTER : Collector.Type.UNKNOWN;
      case GAUGE -> Collector.Type.GAUGE;
      case HISTOGRAM -> Collector.Type.HISTOGRAM;
      case SUMMARY -> Collector.Type.SUMMARY;
    };
  }
}
