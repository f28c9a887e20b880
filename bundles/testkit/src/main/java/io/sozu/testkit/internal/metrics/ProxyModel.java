package io.sozu.testkit.internal.metrics;

import static io.sozu.testkit.internal.metrics.Values.count;
import static io.sozu.testkit.internal.metrics.Values.gauge;

import io.sozu.protocol.command.FilteredMetrics;
import java.util.Map;
import java.util.TreeMap;

/** What a worker tells of itself as a whole. */
final class ProxyModel {
  private final long started = System.nanoTime();
  private final Times times = new Times();
  private final Map<String, FilteredMetrics> set = new TreeMap<>();
  private long requests;

  void add(long count, long millis) {
    requests += count;
    times.add(millis, count);
  }

  void set(String name, FilteredMetrics value) {
    set.put(name, value);
  }

  Map<String, FilteredMetrics> metrics() {
    Map<String, FilteredMetrics> metrics = new TreeMap<>();
    metrics.put("accept_queue.connections", gauge(0));
    metrics.put("buffer.capacity", gauge(16));
    metrics.put("buffer.in_use", gauge(0));
    metrics.put("buffer.usage_percent", gauge(0));
    metrics.put("client.connections", gauge(1));
    metrics.put("client.connections_max", gauge(1000));
    metrics.put("client.connections_percent", gauge(0));
    metrics.put("process.uptime_seconds", gauge((System.nanoTime() - started) / 1_000_000_000));
    metrics.put("server.live", gauge(1));
    metrics.put("slab.capacity", gauge(4010));
    metrics.put("slab.entries", gauge(7));
    metrics.put("slab.accept_threshold_percent", gauge(0));
    metrics.put("slab.usage_percent", gauge(0));
    if (requests > 0) {
      times.write("request_time", metrics::put);
      times.write("service_time", metrics::put);
      metrics.put("access_logs.count", count(requests));
      metrics.put("back_bytes_in", count(requests * 200));
      metrics.put("back_bytes_out", count(requests * 150));
      metrics.put("backend.connections", gauge(1));
      metrics.put("backend.pool.size", gauge(1));
      metrics.put("bytes_in", count(requests * 113));
      metrics.put("bytes_out", count(requests * 328));
      metrics.put("http.active_requests", gauge(0));
      metrics.put("http.e2e.http11", count(requests));
      metrics.put("http.requests", count(requests));
      metrics.put("listener.accepted.http", count(requests / 10 + 1));
      metrics.put("listener.accepted.total", count(requests / 10 + 1));
      metrics.put("protocol.http", gauge(1));
    }
    metrics.putAll(set);
    return metrics;
  }
}
