package io.sozu.client.internal.metrics;

import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.AvailableMetrics;
import io.sozu.protocol.command.BackendMetrics;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.WorkerMetrics;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gathers the names of metrics from the pieces of a collection: Sōzu's own list of names stops a
 * worker for tens of milliseconds with 10,000 clusters. One thread at a time.
 */
final class NameGathering {
  private final Set<String> proxy = new TreeSet<>();
  private final Set<String> clusters = new TreeSet<>();

  void take(AggregatedMetrics piece) {
    for (WorkerMetrics worker : piece.getWorkersMap().values()) {
      proxy.addAll(worker.getProxyMap().keySet());
      for (ClusterMetrics cluster : worker.getClustersMap().values()) {
        clusters.addAll(cluster.getClusterMap().keySet());
        for (BackendMetrics backend : cluster.getBackendsList()) {
          clusters.addAll(backend.getMetricsMap().keySet());
        }
      }
    }
  }

  /** The names as Sōzu lists them: a time's histogram is not a metric of its own. */
  AvailableMetrics names() {
    return AvailableMetrics.newBuilder()
        .addAllProxyMetrics(withoutHistograms(proxy))
        .addAllClusterMetrics(withoutHistograms(clusters))
        .build();
  }

  private static Set<String> withoutHistograms(Set<String> names) {
    Set<String> metrics = new TreeSet<>(names);
    names.forEach(name -> metrics.remove(name + NameSizes.HISTOGRAM));
    return metrics;
  }
}
