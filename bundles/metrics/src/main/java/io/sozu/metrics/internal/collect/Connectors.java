package io.sozu.metrics.internal.collect;

import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Predicate;

/** The connectors beside the metrics: how each is, and what it measures. Thread-safe. */
final class Connectors {
  private final Set<ConnectorStatus> statuses = new CopyOnWriteArraySet<>();
  private final StatusFigures figures = new StatusFigures("sozu_connector_", "the connector");

  void add(ConnectorStatus status) {
    statuses.add(status);
  }

  void remove(ConnectorStatus status) {
    statuses.remove(status);
  }

  /** Tells of the connectors of the wanted instances. */
  void tell(Predicate<String> wanted, FamilySink sink) {
    // While one service replaces another there may be two of one name: the same series twice would
    // spoil the page.
    Map<List<String>, ConnectorStatus> byName = new LinkedHashMap<>();
    statuses.forEach(status -> byName.put(labels(status).values(), status));
    byName.values().stream()
        .filter(status -> wanted.test(status.instance()))
        .forEach(status -> tell(status, labels(status), sink));
  }

  private void tell(ConnectorStatus status, Labels labels, FamilySink sink) {
    Health health = status.health();
    sink.value(OwnFamilies.CONNECTOR_READY, labels, health == Health.NOT_READY ? 0 : 1);
    sink.value(OwnFamilies.CONNECTOR_DEGRADED, labels, health == Health.DEGRADED ? 1 : 0);
    sink.value(OwnFamilies.CONNECTOR_SINCE, labels, status.since().toEpochMilli());
    figures.tell(status, labels, sink);
  }

  private static Labels labels(ConnectorStatus status) {
    Labels labels =
        Labels.of("sozu_instance", status.instance()).and("connector", status.connector());
    return status.name().isEmpty() ? labels : labels.and("name", status.name());
  }
}
