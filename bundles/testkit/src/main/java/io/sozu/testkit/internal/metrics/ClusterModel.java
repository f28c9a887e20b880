package io.sozu.testkit.internal.metrics;

import static io.sozu.testkit.internal.metrics.Values.gauge;

import io.sozu.protocol.command.BackendMetrics;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.FilteredMetrics;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The metrics of one cluster in one worker. */
final class ClusterModel {
  private final Traffic traffic = new Traffic();
  private final Map<String, Traffic> byBackend = new TreeMap<>();
  private int backends;
  private @Nullable ClusterMetrics fixed;

  Traffic traffic() {
    return traffic;
  }

  Traffic backend(String id) {
    return byBackend.computeIfAbsent(id, key -> new Traffic());
  }

  boolean hasBackend(String id) {
    return byBackend.containsKey(id)
        || (fixed != null
            && fixed.getBackendsList().stream()
                .anyMatch(backend -> backend.getBackendId().equals(id)));
  }

  void backends(int count) {
    backends = count;
  }

  void set(ClusterMetrics metrics) {
    fixed = metrics;
  }

  ClusterMetrics metrics(Collection<String> names) {
    if (fixed != null) {
      return filter(fixed, names);
    }
    ClusterMetrics.Builder metrics = ClusterMetrics.newBuilder();
    BiConsumer<String, FilteredMetrics> put =
        (name, value) -> {
          if (wanted(name, names)) {
            metrics.putCluster(name, value);
          }
        };
    put.accept("cluster.available_backends", gauge(backends));
    put.accept("cluster.total_backends", gauge(backends));
    traffic.writeCluster(put);
    byBackend.forEach(
        (id, requests) -> {
          BackendMetrics.Builder backend = metrics.addBackendsBuilder().setBackendId(id);
          requests.writeBackend(
              (name, value) -> {
                if (wanted(name, names)) {
                  backend.putMetrics(name, value);
                }
              });
        });
    return metrics.build();
  }

  private static ClusterMetrics filter(ClusterMetrics metrics, Collection<String> names) {
    if (names.isEmpty()) {
      return metrics;
    }
    ClusterMetrics.Builder filtered = ClusterMetrics.newBuilder();
    metrics
        .getClusterMap()
        .forEach(
            (name, value) -> {
              if (wanted(name, names)) {
                filtered.putCluster(name, value);
              }
            });
    for (BackendMetrics backend : metrics.getBackendsList()) {
      BackendMetrics.Builder kept =
          filtered.addBackendsBuilder().setBackendId(backend.getBackendId());
      backend
          .getMetricsMap()
          .forEach(
              (name, value) -> {
                if (wanted(name, names)) {
                  kept.putMetrics(name, value);
                }
              });
    }
    return filtered.build();
  }

  static boolean wanted(String name, Collection<String> names) {
    return names.isEmpty() || names.contains(name);
  }
}
