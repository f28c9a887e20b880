package io.sozu.metrics.internal.collect;

import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.Distribution;
import io.sozu.metrics.internal.convert.Family;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Kind;
import io.sozu.metrics.internal.convert.Labels;
import io.sozu.metrics.internal.convert.Ladder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Families of what a {@link ConnectorStatus} measures: each figure is a counter or a gauge, as the
 * status says, each distribution a histogram. Thread-safe.
 */
final class StatusFigures {
  /** More families than this are not one kind of connector's. */
  private static final int MOST = 128;

  /** Sums of seconds are told to the millisecond. */
  private static final int MILLIS = 1_000;

  private static final Set<String> TAKEN =
      OwnFamilies.all().stream().map(Family::name).collect(Collectors.toUnmodifiableSet());

  private final String prefix;
  private final String whose;
  private final Map<String, Family> families = new ConcurrentHashMap<>();

  /**
   * @param prefix of the families' names
   * @param whose whose they are, for HELP
   */
  StatusFigures(String prefix, String whose) {
    this.prefix = prefix;
    this.whose = whose;
  }

  void tell(ConnectorStatus status, Labels labels, FamilySink sink) {
    Set<String> gauges = status.gauges();
    status
        .figures()
        .forEach(
            (name, number) -> {
              Family family = family(name, gauges.contains(name) ? Kind.GAUGE : Kind.COUNTER);
              if (family != null) {
                long value = Math.round(number.doubleValue() * family.scale());
                sink.value(family, labels, Math.max(0, value));
              }
            });
    status.distributions().forEach((name, values) -> tell(name, values, labels, sink));
  }

  private void tell(String name, Distribution values, Labels labels, FamilySink sink) {
    Family family = family(name, values);
    if (family != null && family.ladder().size() == values.bounds().size()) {
      long[] cumulative = new long[values.bounds().size()];
      for (int i = 0; i < cumulative.length; i++) {
        cumulative[i] = values.counts().get(i);
      }
      long sum = Math.round(values.sum() * MILLIS);
      sink.distribution(family, labels, values.count(), sum, cumulative);
    }
  }

  private @Nullable Family family(String name, Kind kind) {
    String end = kind == Kind.COUNTER && !name.endsWith(".total") ? "_total" : "";
    int scale = name.endsWith(".seconds") ? MILLIS : 1;
    return kept(Family.own(kind, legal(name) + end, help(name), scale));
  }

  private @Nullable Family family(String name, Distribution values) {
    Ladder ladder = Ladder.of(values.bounds());
    return kept(Family.ownHistogram(legal(name), help(name), MILLIS, ladder));
  }

  /** One family a name, so that what comes later under it is told in the same way. */
  private @Nullable Family kept(Family family) {
    Family known = families.get(family.name());
    if (known != null) {
      return known.kind() == family.kind() ? known : null;
    }
    if (families.size() >= MOST || TAKEN.contains(family.name())) {
      return null;
    }
    families.put(family.name(), family);
    return family;
  }

  private String legal(String name) {
    return prefix + name.replaceAll("[^a-zA-Z0-9_]", "_");
  }

  private String help(String name) {
    return "Figure " + name + " of " + whose + ".";
  }
}
