package io.sozu.testkit.internal.metrics;

import io.sozu.protocol.command.AvailableMetrics;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.MetricsConfiguration;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.SetMetricDetail;
import io.sozu.protocol.command.WorkerMetrics;
import io.sozu.testkit.internal.state.ConfigState;
import io.sozu.testkit.internal.state.Refusal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The metrics of one worker, and how it answers queries for them. Not thread-safe. */
public final class WorkerMetricsModel {
  private final ProxyModel proxy = new ProxyModel();
  private final Map<String, ClusterModel> clusters = new TreeMap<>();
  private final DetailLeases leases = new DetailLeases();

  /** Some requests that went through a cluster, and through a backend of it where there is one. */
  public void traffic(ConfigState state, String clusterId, long count, long millis) {
    proxy.add(count, millis);
    ClusterModel cluster = cluster(clusterId);
    if (state.backends(clusterId).isEmpty()) {
      cluster.traffic().addFailed(count);
    } else if (leases.effective() == MetricDetail.DETAIL_BACKEND) {
      cluster.backend(state.backends(clusterId).get(0).getBackendId()).add(count, millis);
    } else {
      cluster.traffic().add(count, millis);
    }
  }

  /** Metrics of a cluster as a test wants them, whatever happened. */
  public void set(String clusterId, ClusterMetrics metrics) {
    cluster(clusterId).set(metrics);
  }

  /** A metric of the proxy as a test wants it. */
  public void setProxy(String name, FilteredMetrics value) {
    proxy.set(name, value);
  }

  /** This worker has nothing to say of a cluster. */
  public void forget(String clusterId) {
    clusters.remove(clusterId);
  }

  /** Notes what a change of the configuration means for the metrics. */
  public void follow(ConfigState state, Request change) {
    switch (change.getRequestTypeCase()) {
      case ADD_CLUSTER -> count(state, change.getAddCluster().getClusterId());
      case ADD_BACKEND -> count(state, change.getAddBackend().getClusterId());
      case ADD_UNIX_BACKEND -> count(state, change.getAddUnixBackend().getClusterId());
      case REMOVE_BACKEND -> count(state, change.getRemoveBackend().getClusterId());
      case REMOVE_CLUSTER -> clusters.remove(change.getRemoveCluster());
      default -> {}
    }
  }

  private void count(ConfigState state, String clusterId) {
    cluster(clusterId).backends(state.backends(clusterId).size());
  }

  private ClusterModel cluster(String id) {
    return clusters.computeIfAbsent(id, key -> new ClusterModel());
  }

  /** CLEAR forgets the gauges too, so that a cluster has no metrics until something happens. */
  public void configure(MetricsConfiguration configuration) {
    if (configuration == MetricsConfiguration.CLEAR) {
      clusters.clear();
    }
  }

  /** Takes, renews or clears a lease. */
  public void detail(
      SetMetricDetail request, ResponseContent.Builder content, Consumer<Event> events)
      throws Refusal {
    content.setWorkerMetricDetailStatus(leases.apply(request, events));
  }

  /**
   * Answers a query. One unknown cluster among those that are asked for makes the whole answer a
   * failure, which the main process drops without a word.
   */
  public void answer(QueryMetricsOptions query, ResponseContent.Builder content) throws Refusal {
    Collection<String> names = query.getMetricNamesList();
    if (query.getList()) {
      content.setAvailableMetrics(available());
      return;
    }
    WorkerMetrics.Builder metrics = WorkerMetrics.newBuilder();
    if (query.getNoClusters()) {
      putProxy(metrics, names);
    } else if (query.getClusterIdsCount() > 0) {
      for (String id : query.getClusterIdsList()) {
        ClusterModel cluster = clusters.get(id);
        if (cluster == null) {
          throw Refusal.of("No metrics found for object with id " + id);
        }
        metrics.putClusters(id, cluster.metrics(names));
      }
    } else if (query.getBackendIdsCount() > 0) {
      putClustersOf(query.getBackendIdsList(), names, metrics);
    } else {
      putProxy(metrics, names);
      clusters.forEach((id, cluster) -> metrics.putClusters(id, cluster.metrics(names)));
    }
    content.setWorkerMetrics(metrics);
  }

  private void putProxy(WorkerMetrics.Builder metrics, Collection<String> names) {
    proxy
        .metrics()
        .forEach(
            (name, value) -> {
              if (ClusterModel.wanted(name, names)) {
                metrics.putProxy(name, value);
              }
            });
  }

  /** A backend's id stands for all backends of its cluster, as in Sōzu. */
  private void putClustersOf(
      Collection<String> backendIds, Collection<String> names, WorkerMetrics.Builder metrics) {
    for (String backendId : backendIds) {
      clusters.entrySet().stream()
          .filter(entry -> entry.getValue().hasBackend(backendId))
          .findFirst()
          .ifPresent(
              entry ->
                  metrics.putClusters(
                      entry.getKey(),
                      entry.getValue().metrics(names).toBuilder().clearCluster().build()));
    }
  }

  private AvailableMetrics available() {
    TreeSet<String> proxyNames = new TreeSet<>(proxy.metrics().keySet());
    TreeSet<String> clusterNames = new TreeSet<>();
    clusters
        .values()
        .forEach(
            cluster ->
                clusterNames.addAll(cluster.metrics(java.util.List.of()).getClusterMap().keySet()));
    proxyNames.removeIf(name -> name.endsWith("_histogram"));
    clusterNames.removeIf(name -> name.endsWith("_histogram"));
    return AvailableMetrics.newBuilder()
        .addAllProxyMetrics(proxyNames)
        .addAllClusterMetrics(clusterNames)
        .build();
  }
}
