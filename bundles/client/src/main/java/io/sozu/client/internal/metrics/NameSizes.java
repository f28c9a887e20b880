package io.sozu.client.internal.metrics;

import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.FilteredMetrics;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which metrics there are and what one entry of each takes, learned from answers: what a cluster
 * with thousands of backends is asked by. Thread-safe.
 */
final class NameSizes {
  /** Sōzu answers a time twice, as percentiles and under this name as a histogram. */
  static final String HISTOGRAM = "_histogram";

  /** Percentiles, and a histogram of times up to half an hour; a counter or gauge. */
  private static final int TIME = 320;

  /** One entry's percentiles of times up to a minute, its name not counted. */
  static final int PERCENTILES = 80;

  private static final int LIKELY_TIME = 160;
  private static final int VALUE = 24;

  /** A metric of one cluster that is asked by itself. */
  private record Alone(String cluster, String name) {}

  private final Map<String, Integer> seen = new HashMap<>();
  private final Map<Alone, Long> measured = new HashMap<>();

  /** Learns from one cluster of an answer. */
  synchronized void learn(ClusterMetrics cluster) {
    learn(cluster.getClusterMap());
    if (cluster.getBackendsCount() > 0) {
      learn(cluster.getBackends(0).getMetricsMap());
    }
  }

  private void learn(Map<String, FilteredMetrics> metrics) {
    metrics.forEach(
        (name, metric) -> {
          if (!name.endsWith(HISTOGRAM)) {
            FilteredMetrics histogram =
                metrics.getOrDefault(name + HISTOGRAM, FilteredMetrics.getDefaultInstance());
            int size = metric.getSerializedSize() + histogram.getSerializedSize();
            seen.merge(name, size, Math::max);
          }
        });
  }

  /** So many bytes a worker gave for one metric of a cluster with thousands of backends. */
  synchronized void measured(String cluster, String name, long bytes) {
    measured.put(new Alone(cluster, name), bytes);
  }

  /** What {@link #measured(String, String, long)} was told last, or -1. */
  synchronized long measured(String cluster, String name) {
    return measured.getOrDefault(new Alone(cluster, name), -1L);
  }

  /** Forgets what was measured of clusters that are gone. */
  synchronized void retainIf(Predicate<String> there) {
    measured.keySet().removeIf(alone -> !there.test(alone.cluster()));
  }

  /** All names seen so far, and those given. */
  synchronized Set<String> with(Collection<String> names) {
    Set<String> all = new HashSet<>(seen.keySet());
    all.addAll(names);
    return all;
  }

  /** Bytes that an entry cannot exceed, by what is known of Sōzu 2.3.3. */
  synchronized int most(String name) {
    int guess = isTime(name) ? TIME : VALUE;
    return framed(name, Math.max(guess, likelyValue(name)));
  }

  /** Bytes that an entry is likely to have. */
  synchronized int likely(String name) {
    return framed(name, likelyValue(name));
  }

  private int likelyValue(String name) {
    Integer size = seen.get(name);
    if (size != null) {
      return size + size / 5;
    }
    return isTime(name) ? LIKELY_TIME : VALUE;
  }

  static boolean isTime(String name) {
    return name.contains("time");
  }

  private static int framed(String name, int value) {
    int once = name.length() + 10;
    return isTime(name) ? 2 * once + HISTOGRAM.length() + value : once + value;
  }
}
