package io.sozu.client.internal.metrics;

import io.sozu.protocol.command.ListWorkers;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import java.util.List;

/** The bounded questions about metrics. */
final class Queries {
  /** No metric has this name: the answer holds the ids of clusters and backends only. */
  static final List<String> NO_NAME = List.of("-");

  private Queries() {}

  static Request workers() {
    return Request.newBuilder().setListWorkers(ListWorkers.getDefaultInstance()).build();
  }

  /** The main process and each worker's proxy; Sōzu filters only the latter by name. */
  static Request proxy(List<String> names) {
    return request(options().setNoClusters(true).addAllMetricNames(names));
  }

  static Request clusters(List<String> ids, List<String> names) {
    return request(options().addAllClusterIds(ids).addAllMetricNames(names));
  }

  /** The workers' answers summed up, which takes as much as one of them and has no percentiles. */
  static Request merged(List<String> ids, List<String> names) {
    return request(options().setWorkers(false).addAllClusterIds(ids).addAllMetricNames(names));
  }

  static Request names() {
    return request(options().setList(true));
  }

  private static QueryMetricsOptions.Builder options() {
    return QueryMetricsOptions.newBuilder().setList(false).setNoClusters(false).setWorkers(true);
  }

  private static Request request(QueryMetricsOptions.Builder options) {
    return Request.newBuilder().setQueryMetrics(options).build();
  }
}
