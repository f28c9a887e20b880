package io.sozu.client.internal.metrics;

import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.WorkerMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came for a piece.
 *
 * @param nanos from the question to here
 */
record Answer(Piece piece, Response response, long nanos) {
  /**
   * An answer that lacks a worker and took this long waited for it in vain: workers need
   * milliseconds, and Sōzu gives them 10 s by default.
   */
  private static final long WAITED_NANOS = 900_000_000;

  AggregatedMetrics metrics() {
    return response.getContent().getMetrics();
  }

  boolean waited() {
    return waited(nanos);
  }

  /** Whether an answer that took so long may have waited for a worker in vain. */
  static boolean waited(long nanos) {
    return nanos > WAITED_NANOS;
  }

  /** Those of the workers whose answer is missing. */
  List<String> missing(Set<String> expected) {
    Map<String, WorkerMetrics> workers = metrics().getWorkersMap();
    List<String> missing = new ArrayList<>();
    for (String worker : expected) {
      if (!workers.containsKey(worker)) {
        missing.add(worker);
      }
    }
    return missing;
  }

  /** The workers that have an entry for the cluster. */
  Set<String> having(String id) {
    Set<String> having = new HashSet<>();
    metrics()
        .getWorkersMap()
        .forEach(
            (worker, metrics) -> {
              if (metrics.containsClusters(id)) {
                having.add(worker);
              }
            });
    return having;
  }

  /** The entry of the worker that has the most backends for the cluster, or an empty one. */
  ClusterMetrics largest(String id) {
    ClusterMetrics largest = ClusterMetrics.getDefaultInstance();
    for (WorkerMetrics worker : metrics().getWorkersMap().values()) {
      ClusterMetrics cluster = worker.getClustersOrDefault(id, largest);
      if (cluster.getBackendsCount() >= largest.getBackendsCount()) {
        largest = cluster;
      }
    }
    return largest;
  }

  /** Whether some worker has a value for the cluster or one of its backends. */
  boolean hasSeries(String id) {
    for (WorkerMetrics worker : metrics().getWorkersMap().values()) {
      if (hasSeries(worker.getClustersOrDefault(id, ClusterMetrics.getDefaultInstance()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasSeries(ClusterMetrics cluster) {
    return cluster.getClusterCount() > 0
        || cluster.getBackendsList().stream().anyMatch(backend -> backend.getMetricsCount() > 0);
  }
}
