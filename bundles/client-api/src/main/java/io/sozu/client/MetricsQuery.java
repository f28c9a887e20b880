package io.sozu.client;

import java.time.Duration;
import java.util.List;

/**
 * What to collect.
 *
 * @param clusters whether the clusters' metrics are wanted
 * @param clusterIds only these clusters, or all when empty
 * @param names only these metrics, in Sōzu's own names, or all when empty
 * @param timeout for the whole collection
 */
public record MetricsQuery(
    boolean clusters, List<String> clusterIds, List<String> names, Duration timeout) {
  public MetricsQuery {
    clusterIds = List.copyOf(clusterIds);
    names = List.copyOf(names);
  }

  /** Everything, within a time. */
  public static MetricsQuery all(Duration timeout) {
    return new MetricsQuery(true, List.of(), List.of(), timeout);
  }
}
