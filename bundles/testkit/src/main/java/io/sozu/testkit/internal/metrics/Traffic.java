package io.sozu.testkit.internal.metrics;

import static io.sozu.testkit.internal.metrics.Values.count;
import static io.sozu.testkit.internal.metrics.Values.gauge;

import io.sozu.protocol.command.FilteredMetrics;
import java.util.List;
import java.util.function.BiConsumer;

/** Requests that went through a cluster, or through one of its backends. */
final class Traffic {
  private static final List<String> CLUSTER_TIMES =
      List.of(
          "service_time",
          "request_time",
          "frontend_matching_time",
          "backend_response_time",
          "backend_header_time",
          "backend_connection_time");

  /** Sōzu 2.3.3 sends 328 bytes for a short answer, and takes 113 for its request. */
  private static final int BYTES_OUT = 328;

  private static final int BYTES_IN = 113;

  private final Times times = new Times();
  private long requests;
  private long failed;

  void add(long count, long millis) {
    requests += count;
    times.add(millis, count);
  }

  void addFailed(long count) {
    failed += count;
  }

  void writeCluster(BiConsumer<String, FilteredMetrics> to) {
    if (requests > 0) {
      CLUSTER_TIMES.forEach(name -> times.write(name, to));
      to.accept("requests", count(requests));
      to.accept("access_logs.count", count(requests));
      to.accept("bytes_in", count(requests * BYTES_IN));
      to.accept("bytes_out", count(requests * BYTES_OUT));
      to.accept("http.status.200", count(requests));
      to.accept("http.status.2xx", count(requests));
      to.accept("connections_per_backend", gauge(0));
    }
    if (failed > 0) {
      to.accept("http.503.errors", count(failed));
      to.accept("http.status.503", count(failed));
      to.accept("http.status.5xx", count(failed));
    }
  }

  void writeBackend(BiConsumer<String, FilteredMetrics> to) {
    if (requests > 0) {
      CLUSTER_TIMES.stream()
          .filter(name -> name.startsWith("backend"))
          .forEach(name -> times.write(name, to));
      to.accept("requests", count(requests));
      to.accept("bytes_in", count(requests * BYTES_IN));
      to.accept("bytes_out", count(requests * BYTES_OUT));
      to.accept("connections_per_backend", gauge(0));
    }
  }
}
