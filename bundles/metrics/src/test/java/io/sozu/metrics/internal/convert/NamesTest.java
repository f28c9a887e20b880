package io.sozu.metrics.internal.convert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "PROXY, COUNTER, http.requests, sozu_proxy_http_requests_total",
    "PROXY, COUNTER, unsent-access-logs, sozu_proxy_unsent_access_logs_total",
    "PROXY, COUNTER, access_logs.count, sozu_proxy_access_logs_total",
    "PROXY, COUNTER, listener.accepted.total, sozu_proxy_listener_accepted_total",
    "CLUSTER, COUNTER, bytes_in, sozu_cluster_in_bytes_total",
    "CLUSTER, GAUGE, cluster.available_backends, sozu_cluster_available_backends",
    "BACKEND, HISTOGRAM, backend_response_time_histogram, sozu_backend_response_time_seconds",
    "PROXY, HISTOGRAM, tls.handshake_ms_histogram, sozu_proxy_tls_handshake_seconds",
    "WORKER, GAUGE, buffer.usage_percent, sozu_worker_buffer_usage_ratio",
    "MAIN, GAUGE, things.total, sozu_main_things_total_now",
    "PROXY, SUMMARY, request_time, sozu_proxy_request_time_seconds",
    "MAIN, COUNTER, Ärger, sozu_main__rger_total",
    "MAIN, GAUGE, '', sozu_main_unnamed",
  })
  void namesFollowTheConventions(Scope scope, Kind kind, String sozuName, String name) {
    assertThat(Names.conventional(scope, kind, sozuName)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "MAIN, configuration.clusters, configuration_clusters_main",
    "PROXY, http.requests, http_requests_total",
    "CLUSTER, unsent-access-logs, unsent_access_logs",
    "WORKER, request_time_histogram, request_time_histogram_worker",
    "CLUSTER, 404, _404",
  })
  void namesOfTheRustConnectorAreMadeLegal(Scope scope, String sozuName, String name) {
    assertThat(Names.rust(scope, sozuName)).isEqualTo(name);
  }
}
