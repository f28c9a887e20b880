package io.sozu.metrics.internal.convert;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What we have words for: the metrics of Sōzu 2.3.3 that dashboards and alerts use most. Others are
 * told just the same, by their name alone.
 */
public final class Catalogue {
  /**
   * One metric.
   *
   * @param sozuName without the ending of its histogram
   * @param meaning the beginning of its HELP
   */
  public record Entry(String sozuName, Kind kind, String meaning) {
    /** The name that its families have after {@code sozu_<scope>_}. */
    public String nameIn(Scope scope) {
      return Names.conventional(scope, kind, sozuName);
    }
  }

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(
              "accept_queue.backpressure",
              Kind.GAUGE,
              "Whether accepting new connections is held back"),
          new Entry("accept_queue.connections", Kind.GAUGE, "Connections that wait to be accepted"),
          new Entry(
              "accept_queue.saturated_seconds",
              Kind.COUNTER,
              "Time during which the accept queue was full"),
          new Entry(
              "accept_queue.timeout", Kind.COUNTER, "Connections closed after waiting too long"),
          new Entry(
              "accept_queue.wait_time",
              Kind.HISTOGRAM,
              "How long connections waited to be accepted"),
          new Entry("access_logs.count", Kind.COUNTER, "Access log lines"),
          new Entry("back_bytes_in", Kind.COUNTER, "Bytes received from backends"),
          new Entry("back_bytes_out", Kind.COUNTER, "Bytes sent to backends"),
          new Entry("backend.available", Kind.GAUGE, "Whether health checks succeed"),
          new Entry("backend.connections", Kind.GAUGE, "Open connections to backends"),
          new Entry("backend.connections.error", Kind.COUNTER, "Failed connections to backends"),
          new Entry("backend.down", Kind.COUNTER, "Backends that went down"),
          new Entry(
              "backend.pool.hit",
              Kind.COUNTER,
              "Requests on a connection to a backend that was kept"),
          new Entry(
              "backend.pool.miss",
              Kind.COUNTER,
              "Requests that needed a new connection to a backend"),
          new Entry("backend.pool.size", Kind.GAUGE, "Connections to backends that are kept"),
          new Entry("backend.up", Kind.COUNTER, "Backends that came up"),
          new Entry("backend_connection_time", Kind.HISTOGRAM, "Time to connect to the backend"),
          new Entry(
              "backend_header_time", Kind.HISTOGRAM, "Time until the backend's response headers"),
          new Entry(
              "backend_response_time",
              Kind.HISTOGRAM,
              "Time until the backend's response is complete"),
          new Entry(
              "backends.fail_open",
              Kind.COUNTER,
              "Requests sent although every backend looked down"),
          new Entry("buffer.capacity", Kind.GAUGE, "Buffers of the pool"),
          new Entry("buffer.in_use", Kind.GAUGE, "Buffers in use"),
          new Entry("buffer.usage_percent", Kind.GAUGE, "Share of the buffers in use"),
          new Entry("bytes_in", Kind.COUNTER, "Bytes received from clients"),
          new Entry("bytes_out", Kind.COUNTER, "Bytes sent to clients"),
          new Entry(
              "client.connect.per_source",
              Kind.COUNTER,
              "Connections by bucket of the source network"),
          new Entry("client.connections", Kind.GAUGE, "Open client connections"),
          new Entry("client.connections_max", Kind.GAUGE, "Most client connections allowed"),
          new Entry(
              "client.connections_percent", Kind.GAUGE, "Share of the allowed client connections"),
          new Entry("cluster.available_backends", Kind.GAUGE, "Backends that can take requests"),
          new Entry(
              "cluster.available_recovered",
              Kind.COUNTER,
              "Times that backends came back after none"),
          new Entry(
              "cluster.no_available_backends", Kind.COUNTER, "Times that no backend was left"),
          new Entry("cluster.total_backends", Kind.GAUGE, "Backends configured"),
          new Entry("configuration.backends", Kind.GAUGE, "Backends configured"),
          new Entry("configuration.clusters", Kind.GAUGE, "Clusters configured"),
          new Entry("configuration.frontends", Kind.GAUGE, "Frontends configured"),
          new Entry("connections_per_backend", Kind.GAUGE, "Open connections to backends"),
          new Entry("epoll_time", Kind.HISTOGRAM, "Time waiting for something to happen"),
          new Entry(
              "event_loop_time", Kind.HISTOGRAM, "Time working in one turn of the event loop"),
          new Entry(
              "frontend_matching_time", Kind.HISTOGRAM, "Time to find the frontend of a request"),
          new Entry("health_check.failure", Kind.COUNTER, "Health checks that failed"),
          new Entry(
              "health_check.healthy_backends", Kind.GAUGE, "Backends whose health checks succeed"),
          new Entry("health_check.success", Kind.COUNTER, "Health checks that succeeded"),
          new Entry("http.404.errors", Kind.COUNTER, "Requests without a frontend"),
          new Entry("http.502.errors", Kind.COUNTER, "Requests whose backend broke off"),
          new Entry("http.503.errors", Kind.COUNTER, "Requests without a backend that is up"),
          new Entry("http.504.errors", Kind.COUNTER, "Requests whose backend was too slow"),
          new Entry("http.active_requests", Kind.GAUGE, "Requests being served"),
          new Entry("http.errors", Kind.COUNTER, "Answers that Sōzu gave instead of a backend"),
          new Entry(
              "http.failed_backend_matching",
              Kind.COUNTER,
              "Requests for which no backend could be chosen"),
          new Entry("http.requests", Kind.COUNTER, "HTTP requests"),
          new Entry("http.status.1xx", Kind.COUNTER, "Responses with a status of 100 to 199"),
          new Entry("http.status.2xx", Kind.COUNTER, "Responses with a status of 200 to 299"),
          new Entry("http.status.3xx", Kind.COUNTER, "Responses with a status of 300 to 399"),
          new Entry("http.status.4xx", Kind.COUNTER, "Responses with a status of 400 to 499"),
          new Entry("http.status.5xx", Kind.COUNTER, "Responses with a status of 500 to 599"),
          new Entry("listener.accepted.total", Kind.COUNTER, "Connections accepted"),
          new Entry("panic", Kind.COUNTER, "Panics"),
          new Entry("process.uptime_seconds", Kind.GAUGE, "Time since the process started"),
          new Entry(
              "request_time",
              Kind.HISTOGRAM,
              "Time from a request's first byte to its response's last"),
          new Entry("requests", Kind.COUNTER, "Requests sent to backends"),
          new Entry("server.live", Kind.GAUGE, "Workers that are alive"),
          new Entry("service_time", Kind.HISTOGRAM, "Time that Sōzu itself spent on a request"),
          new Entry("sessions.evicted", Kind.COUNTER, "Sessions ended to make room"),
          new Entry(
              "slab.accept_threshold_percent",
              Kind.GAUGE,
              "Sessions as a share of the accept limit"),
          new Entry("slab.capacity", Kind.GAUGE, "Places for sessions"),
          new Entry("slab.entries", Kind.GAUGE, "Places for sessions in use"),
          new Entry("slab.usage_percent", Kind.GAUGE, "Share of the places for sessions in use"),
          new Entry("tcp.requests", Kind.COUNTER, "TCP sessions"),
          new Entry(
              "tls.cert.min_expires_at_seconds",
              Kind.GAUGE,
              "When the first certificate expires, in Unix time"),
          new Entry(
              "tls.default_cert_used",
              Kind.COUNTER,
              "Handshakes that got the built-in certificate"),
          new Entry("tls.handshake_ms", Kind.HISTOGRAM, "Time for TLS handshakes"),
          new Entry("udp.active_flows", Kind.GAUGE, "Open UDP flows"),
          new Entry("udp.bytes.in", Kind.COUNTER, "Bytes of datagrams from clients"),
          new Entry("udp.bytes.out", Kind.COUNTER, "Bytes of datagrams to clients"),
          new Entry(
              "unsent-access-logs", Kind.COUNTER, "Access log lines that could not be written"),
          new Entry("websocket.active_requests", Kind.GAUGE, "Open WebSockets"),
          new Entry("zombies", Kind.COUNTER, "Sessions removed because nothing happened on them"));

  private static final Map<String, Entry> BY_NAME =
      ENTRIES.stream().collect(Collectors.toMap(Entry::sozuName, Function.identity()));

  private Catalogue() {}

  /** All entries, by name. */
  public static List<Entry> entries() {
    return ENTRIES;
  }

  static String meaning(String sozuName) {
    Entry entry = BY_NAME.get(sozuName);
    return entry == null ? "See Sōzu's documentation" : entry.meaning();
  }
}
