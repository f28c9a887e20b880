package io.sozu.client.internal.metrics;

import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.WorkerMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether anything passes through Sōzu, as its own counters tell: a collection must not be felt by
 * traffic, and need not wait where there is none. Thread-safe.
 */
final class Traffic {
  /** Counters of the proxies that stand still while nobody uses them (Sōzu 2.3.3). */
  private static final List<String> PASSING =
      List.of(
          "bytes_in",
          "bytes_out",
          "http.requests",
          "tcp.requests",
          "udp.bytes.in",
          "udp.bytes.out");

  private @Nullable Long before;

  /** Whether anything has passed since the last time, or may have: what is not known is traffic. */
  synchronized boolean passed(AggregatedMetrics proxies) {
    Long now = sum(proxies);
    boolean still = now != null && now.equals(before);
    before = now;
    return !still;
  }

  /** Null where nothing is counted. */
  private static @Nullable Long sum(AggregatedMetrics proxies) {
    Long sum = null;
    for (WorkerMetrics worker : proxies.getWorkersMap().values()) {
      for (String name : PASSING) {
        FilteredMetrics metric = worker.getProxyMap().get(name);
        if (metric != null) {
          sum = (sum == null ? 0 : sum) + metric.getCount();
        }
      }
    }
    return sum;
  }
}
