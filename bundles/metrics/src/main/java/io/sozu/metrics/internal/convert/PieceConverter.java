package io.sozu.metrics.internal.convert;

import io.sozu.metrics.Scheme;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.BackendMetrics;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.WorkerMetrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Converts the pieces of one collection of one instance. Pieces in, series out; no clock, no
 * socket, no global registry. Used by one thread at a time.
 *
 * <p>Workers are added up here, because Sōzu leaves a worker's answer out of its own sum without a
 * word (2.3.3). A cluster's families have its own metrics and those of its backends: Sōzu files a
 * sample under one of the two, depending on the detail, and so they go on when the detail changes.
 */
public final class PieceConverter {
  private final Labels instance;
  private final boolean perWorker;
  private final boolean backendsInCluster;
  private final Slots main;
  private final Slots proxy;
  private final Slots clusters;
  private final Slots backends;
  private final Slots workers;
  private final Map<String, Integer> clusterIndexes = new HashMap<>();
  private final Map<BackendKey, Integer> backendIndexes = new HashMap<>();
  private final Map<String, Integer> workerIndexes = new HashMap<>();
  private final Set<String> inPiece = new HashSet<>();
  private int dropped;

  private record BackendKey(String cluster, String backend) {}

  /**
   * A converter for one collection.
   *
   * @param instance the labels that every series begins with
   * @param perWorker whether the workers' own families are wanted
   */
  public PieceConverter(Families families, Labels instance, boolean perWorker) {
    this.instance = instance;
    this.perWorker = perWorker;
    this.backendsInCluster = families.scheme() == Scheme.SOZU;
    main = new Slots(Scope.MAIN, families);
    proxy = new Slots(Scope.PROXY, families);
    clusters = new Slots(Scope.CLUSTER, families);
    backends = new Slots(Scope.BACKEND, families);
    workers = new Slots(Scope.WORKER, families);
  }

  /**
   * Converts one piece. A cluster may come in several pieces with different metrics; what an
   * earlier piece told is not told again.
   *
   * @param whole whether it has all workers that have something to tell; if not, the counters and
   *     histograms that are sums over workers are left out
   */
  public void convert(AggregatedMetrics piece, boolean whole, FamilySink sink) {
    FamilySink sums = whole ? sink : new GaugesOnly(sink);
    dropped += main.add(piece.getMainMap());
    main.flush(instance, 0, sink);
    proxy(piece.getWorkersMap(), sink, sums);
    Collection<WorkerMetrics> answers = piece.getWorkersMap().values();
    for (WorkerMetrics worker : answers) {
      for (String id : worker.getClustersMap().keySet()) {
        if (inPiece.add(id)) {
          cluster(id, answers, sums);
        }
      }
    }
    inPiece.clear();
  }

  /** How many clusters there were. */
  public int clusters() {
    return clusterIndexes.size();
  }

  /** How many metrics were of a kind that is not told. */
  public int dropped() {
    return dropped;
  }

  private void proxy(Map<String, WorkerMetrics> answers, FamilySink sink, FamilySink sums) {
    answers.forEach(
        (id, worker) -> {
          dropped += proxy.add(worker.getProxyMap());
          proxy.endOfWorker();
          if (perWorker) {
            workers.add(worker.getProxyMap());
            workers.flush(instance.and("worker_id", id), index(workerIndexes, id), sink);
          }
        });
    proxy.flush(instance, 0, sums);
  }

  private void cluster(String id, Collection<WorkerMetrics> answers, FamilySink sink) {
    Map<String, List<BackendMetrics>> byBackend = Map.of();
    for (WorkerMetrics worker : answers) {
      ClusterMetrics metrics = worker.getClustersMap().get(id);
      if (metrics == null) {
        continue;
      }
      dropped += clusters.add(metrics.getClusterMap());
      for (BackendMetrics backend : metrics.getBackendsList()) {
        if (backendsInCluster) {
          dropped += clusters.add(backend.getMetricsMap());
        }
        byBackend = byBackend.isEmpty() ? new LinkedHashMap<>() : byBackend;
        byBackend.computeIfAbsent(backend.getBackendId(), b -> new ArrayList<>()).add(backend);
      }
      clusters.endOfWorker();
    }
    Labels labels = instance.and("cluster_id", id);
    clusters.flush(labels, index(clusterIndexes, id), sink);
    byBackend.forEach(
        (backend, all) -> {
          for (BackendMetrics metrics : all) {
            backends.add(metrics.getMetricsMap());
            backends.endOfWorker();
          }
          int index = index(backendIndexes, new BackendKey(id, backend));
          backends.flush(labels.and("backend_id", backend), index, sink);
        });
  }

  private static <K> int index(Map<K, Integer> indexes, K key) {
    Integer known = indexes.putIfAbsent(key, indexes.size());
    return known == null ? indexes.size() - 1 : known;
  }
}
