package io.sozu.metrics.internal.convert;

import java.util.Map;

/** HELP lines: what is told, about what, and Sōzu's own name for it. */
final class Help {
  /** In our words, for the metrics that dashboards and alerts use most. */
  private static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry("accept_queue.backpressure", "Whether accepting new connections is held back"),
          Map.entry("accept_queue.connections", "Connections that wait to be accepted"),
          Map.entry("accept_queue.timeout", "Connections closed after waiting too long"),
          Map.entry("accept_queue.wait_time", "How long connections waited to be accepted"),
          Map.entry("access_logs.count", "Access log lines"),
          Map.entry("unsent-access-logs", "Access log lines that could not be written"),
          Map.entry("back_bytes_in", "Bytes received from backends"),
          Map.entry("back_bytes_out", "Bytes sent to backends"),
          Map.entry("bytes_in", "Bytes received from clients"),
          Map.entry("bytes_out", "Bytes sent to clients"),
          Map.entry("backend.connections", "Open connections to backends"),
          Map.entry("backend.connections.error", "Failed connections to backends"),
          Map.entry("backend.down", "Backends that went down"),
          Map.entry("backend.up", "Backends that came up"),
          Map.entry("backend.available", "Whether health checks succeed"),
          Map.entry("backend_connection_time", "Time to connect to the backend"),
          Map.entry("backend_header_time", "Time until the backend's response headers"),
          Map.entry("backend_response_time", "Time until the backend's response is complete"),
          Map.entry("backends.fail_open", "Requests sent although every backend looked down"),
          Map.entry("buffer.capacity", "Buffers of the pool"),
          Map.entry("buffer.in_use", "Buffers in use"),
          Map.entry("buffer.usage_percent", "Share of the buffers in use"),
          Map.entry("client.connections", "Open client connections"),
          Map.entry("client.connections_max", "Most client connections allowed"),
          Map.entry("client.connections_percent", "Share of the allowed client connections"),
          Map.entry("client.connect.per_source", "Connections by bucket of the source network"),
          Map.entry("cluster.available_backends", "Backends that can take requests"),
          Map.entry("cluster.total_backends", "Backends configured"),
          Map.entry("cluster.no_available_backends", "Times that no backend was left"),
          Map.entry("cluster.available_recovered", "Times that backends came back after none"),
          Map.entry("configuration.backends", "Backends configured"),
          Map.entry("configuration.clusters", "Clusters configured"),
          Map.entry("configuration.frontends", "Frontends configured"),
          Map.entry("connections_per_backend", "Open connections to backends"),
          Map.entry("epoll_time", "Time waiting for something to happen"),
          Map.entry("event_loop_time", "Time working in one turn of the event loop"),
          Map.entry("frontend_matching_time", "Time to find the frontend of a request"),
          Map.entry("health_check.failure", "Health checks that failed"),
          Map.entry("health_check.success", "Health checks that succeeded"),
          Map.entry("http.active_requests", "Requests being served"),
          Map.entry("http.errors", "Answers that Sōzu gave instead of a backend"),
          Map.entry("http.requests", "HTTP requests"),
          Map.entry("http.status.2xx", "Responses with a status of 200 to 299"),
          Map.entry("http.status.3xx", "Responses with a status of 300 to 399"),
          Map.entry("http.status.4xx", "Responses with a status of 400 to 499"),
          Map.entry("http.status.5xx", "Responses with a status of 500 to 599"),
          Map.entry("listener.accepted.total", "Connections accepted"),
          Map.entry("panic", "Panics"),
          Map.entry("process.uptime_seconds", "Time since the process started"),
          Map.entry("request_time", "Time from a request's first byte to its response's last"),
          Map.entry("requests", "Requests sent to backends"),
          Map.entry("server.live", "Workers that are alive"),
          Map.entry("service_time", "Time that Sōzu itself spent on a request"),
          Map.entry("sessions.evicted", "Sessions ended to make room"),
          Map.entry("slab.accept_threshold_percent", "Sessions as a share of the accept limit"),
          Map.entry("slab.capacity", "Places for sessions"),
          Map.entry("slab.entries", "Places for sessions in use"),
          Map.entry("slab.usage_percent", "Share of the places for sessions in use"),
          Map.entry("tcp.requests", "TCP sessions"),
          Map.entry(
              "tls.cert.min_expires_at_seconds",
              "When the first certificate expires, in Unix time"),
          Map.entry("tls.default_cert_used", "Handshakes that got the built-in certificate"),
          Map.entry("tls.handshake_ms", "Time for TLS handshakes"),
          Map.entry("websocket.active_requests", "Open WebSockets"),
          Map.entry("zombies", "Sessions removed because nothing happened on them"));

  private Help() {}

  static String of(Scope scope, Kind kind, String sozuName, boolean conventional) {
    String key =
        kind == Kind.HISTOGRAM && sozuName.endsWith("_histogram")
            ? sozuName.substring(0, sozuName.length() - "_histogram".length())
            : sozuName;
    // Sōzu 2.3.3 files a backend's traffic under the name that elsewhere means the clients'.
    boolean ofBackends = scope == Scope.CLUSTER || scope == Scope.BACKEND;
    String meant = ofBackends && key.matches("bytes_(in|out)") ? "back_" + key : key;
    String meaning = MEANINGS.getOrDefault(meant, "See Sōzu's documentation");
    boolean merged =
        kind == Kind.GAUGE && conventional && (scope == Scope.PROXY || scope == Scope.CLUSTER);
    return meaning
        + "; about "
        + scope.about()
        + (merged ? ", " + Merge.of(sozuName).text() + " of the workers" : "")
        + ". Metric "
        + sozuName
        + " of Sōzu.";
  }
}
