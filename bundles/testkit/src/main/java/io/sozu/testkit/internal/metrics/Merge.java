package io.sozu.testkit.internal.metrics;

import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.BackendMetrics;
import io.sozu.protocol.command.Bucket;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.FilteredHistogram;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.Percentiles;
import io.sozu.protocol.command.WorkerMetrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds the metrics of all workers up, as the main process does unless it is asked for workers. */
public final class Merge {
  private Merge() {}

  /** The same with the workers' metrics added up. */
  public static AggregatedMetrics workers(AggregatedMetrics metrics) {
    Map<String, FilteredMetrics> proxying = new TreeMap<>();
    Map<String, ClusterMetrics> clusters = new TreeMap<>();
    for (WorkerMetrics worker : metrics.getWorkersMap().values()) {
      worker.getProxyMap().forEach((name, value) -> proxying.merge(name, value, Merge::add));
      worker.getClustersMap().forEach((id, value) -> clusters.merge(id, value, Merge::add));
    }
    return metrics.toBuilder()
        .clearWorkers()
        .putAllProxying(proxying)
        .putAllClusters(clusters)
        .build();
  }

  private static ClusterMetrics add(ClusterMetrics one, ClusterMetrics other) {
    Map<String, FilteredMetrics> cluster = new TreeMap<>(one.getClusterMap());
    other.getClusterMap().forEach((name, value) -> cluster.merge(name, value, Merge::add));
    Map<String, BackendMetrics> backends = new TreeMap<>();
    one.getBackendsList().forEach(backend -> backends.put(backend.getBackendId(), backend));
    other
        .getBackendsList()
        .forEach(backend -> backends.merge(backend.getBackendId(), backend, Merge::add));
    return ClusterMetrics.newBuilder()
        .putAllCluster(cluster)
        .addAllBackends(backends.values())
        .build();
  }

  private static BackendMetrics add(BackendMetrics one, BackendMetrics other) {
    Map<String, FilteredMetrics> metrics = new TreeMap<>(one.getMetricsMap());
    other.getMetricsMap().forEach((name, value) -> metrics.merge(name, value, Merge::add));
    return one.toBuilder().putAllMetrics(metrics).build();
  }

  private static FilteredMetrics add(FilteredMetrics one, FilteredMetrics other) {
    FilteredMetrics.Builder sum = FilteredMetrics.newBuilder();
    return switch (one.getInnerCase()) {
      case GAUGE -> sum.setGauge(one.getGauge() + other.getGauge()).build();
      case COUNT -> sum.setCount(one.getCount() + other.getCount()).build();
      case PERCENTILES ->
          sum.setPercentiles(add(one.getPercentiles(), other.getPercentiles())).build();
      case HISTOGRAM -> sum.setHistogram(add(one.getHistogram(), other.getHistogram())).build();
      default -> one;
    };
  }

  private static Percentiles add(Percentiles one, Percentiles other) {
    return Percentiles.newBuilder()
        .setSamples(one.getSamples() + other.getSamples())
        .setP50(Math.max(one.getP50(), other.getP50()))
        .setP90(Math.max(one.getP90(), other.getP90()))
        .setP99(Math.max(one.getP99(), other.getP99()))
        .setP999(Math.max(one.getP999(), other.getP999()))
        .setP9999(Math.max(one.getP9999(), other.getP9999()))
        .setP99999(Math.max(one.getP99999(), other.getP99999()))
        .setP100(Math.max(one.getP100(), other.getP100()))
        .setSum(one.getSum() + other.getSum())
        .build();
  }

  private static FilteredHistogram add(FilteredHistogram one, FilteredHistogram other) {
    List<Bucket> longer =
        one.getBucketsCount() >= other.getBucketsCount()
            ? one.getBucketsList()
            : other.getBucketsList();
    FilteredHistogram.Builder sum =
        FilteredHistogram.newBuilder()
            .setSum(one.getSum() + other.getSum())
            .setCount(one.getCount() + other.getCount());
    for (Bucket bucket : longer) {
      sum.addBucketsBuilder()
          .setLe(bucket.getLe())
          .setCount(upTo(one, bucket.getLe()) + upTo(other, bucket.getLe()));
    }
    return sum.build();
  }

  private static long upTo(FilteredHistogram histogram, long le) {
    long count = 0;
    for (Bucket bucket : histogram.getBucketsList()) {
      if (bucket.getLe() <= le) {
        count = bucket.getCount();
      }
    }
    return count;
  }
}
