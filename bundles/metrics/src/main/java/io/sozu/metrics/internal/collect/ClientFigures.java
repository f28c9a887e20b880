package io.sozu.metrics.internal.collect;

import io.sozu.client.status.ConnectorStatus;
import io.sozu.metrics.internal.convert.Family;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Kind;
import io.sozu.metrics.internal.convert.Labels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How our own client is: whether it is connected, since when, and its figures, of which those below
 * {@code pool.} are gauges and the others counters. Thread-safe.
 */
final class ClientFigures {
  /** More figures than this are not a client's. */
  private static final int MOST = 128;

  private static final Map<String, Family> FAMILIES = new ConcurrentHashMap<>();

  private ClientFigures() {}

  static void tell(ConnectorStatus status, Labels labels, FamilySink sink) {
    boolean connected = status.health() != ConnectorStatus.Health.NOT_READY;
    sink.value(OwnFamilies.CONNECTED, labels, connected ? 1 : 0);
    sink.value(OwnFamilies.STATE_SINCE, labels, status.since().toEpochMilli());
    status
        .figures()
        .forEach(
            (name, number) -> {
              Family family = FAMILIES.get(name);
              if (family == null && FAMILIES.size() < MOST) {
                family = FAMILIES.computeIfAbsent(name, ClientFigures::family);
              }
              if (family != null) {
                sink.value(family, labels, Math.max(0, number.longValue()));
              }
            });
  }

  private static Family family(String name) {
    String legal = name.replaceAll("[^a-zA-Z0-9_]", "_");
    boolean gauge = name.startsWith("pool.");
    return Family.own(
        gauge ? Kind.GAUGE : Kind.COUNTER,
        "sozu_client_" + legal + (gauge || legal.endsWith("_total") ? "" : "_total"),
        "Figure " + name + " of the connector's own client.");
  }
}
