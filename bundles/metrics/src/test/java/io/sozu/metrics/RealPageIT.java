package io.sozu.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.protocol.command.MetricDetail;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import io.sozu.testkit.Tools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of a real Sōzu with traffic. */
final class RealPageIT {
  private static final String ODD = "odd \"id\" \\ of é";
  private static ProxiedSozu proxied;

  @BeforeAll
  static void traffic() {
    proxied = new ProxiedSozu(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(2)));
    proxied.cluster("shop", "shop.test");
    proxied.cluster(ODD, "odd.test");
    proxied.cluster("deep", "deep.test");
    proxied.emptyCluster("empty", "empty.test");
    for (int i = 0; i < 20; i++) {
      assertThat(proxied.get("shop.test", "/")).startsWith("HTTP/1.1 200");
    }
    assertThat(proxied.get("odd.test", "/500")).startsWith("HTTP/1.1 500");
    assertThat(proxied.get("empty.test", "/")).startsWith("HTTP/1.1 503");
    assertThat(proxied.get("nobody.test", "/")).startsWith("HTTP/1.1 404");
  }

  @AfterAll
  static void end() {
    proxied.close();
  }

  @Test
  void promtoolHasNothingToSay() {
    try (SozuMetricsPage page = page(MetricsOptions.defaults())) {
      String text = text(page, Map.of());
      StrictPage.text(text);
      assertThat(Tools.run(text, Tools.path("promtool"), "check", "metrics")).isEqualTo("exit 0");
    }
  }

  @Test
  void everyClusterIsThereByItsOwnName() {
    try (SozuMetricsPage page = page(MetricsOptions.defaults())) {
      await()
          .untilAsserted(
              () ->
                  assertThat(values(text(page, Map.of()), "sozu_cluster_access_logs_total"))
                      .containsEntry("shop", "20")
                      .containsEntry(ODD, "1")
                      .containsEntry("empty", "1"));
      Map<String, String> backends = values(text(page, Map.of()), "sozu_cluster_total_backends");
      assertThat(backends).containsEntry("shop", "1").containsEntry("empty", "0");
    }
  }

  @Test
  void openMetricsAndGzipWhenAskedFor() throws IOException {
    try (SozuMetricsPage page = page(MetricsOptions.defaults())) {
      SozuMetricsPage.Answer answer =
          page.scrape(new ScrapeRequest("application/openmetrics-text", "gzip", "5", Map.of()));
      assertThat(answer.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
      assertThat(answer.contentEncoding()).isEqualTo("gzip");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      answer.writeTo(out);
      byte[] plain =
          new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes();
      assertThat(StrictPage.openMetrics(new String(plain, StandardCharsets.UTF_8)))
          .containsKey("sozu_proxy_http_requests");
    }
  }

  @Test
  void certificatesAreToldByNameFingerprintAndListenerAndGoneAfterRemoval() {
    TestCertificate certificate = proxied.certificate("shop.test", "www.shop.test");
    MetricsOptions options =
        MetricsOptions.builder()
            .cache(Duration.ZERO)
            .certificatesInterval(Duration.ofMillis(1))
            .build();
    try (SozuMetricsPage page = page(options)) {
      StrictPage.Line line =
          await()
              .until(() -> certificate(text(page, Map.of()), certificate), found -> found != null);
      assertThat(line.labels())
          .containsEntry("address", "127.0.0.1:" + proxied.sozu.https().getPort())
          .containsEntry("name", "shop.test");
      assertThat(line.value()).isEqualTo("" + certificate.notAfter().getEpochSecond());
      assertThat(names(text(page, Map.of()), certificate))
          .containsExactly("shop.test", "www.shop.test");
      assertThat(Tools.run(text(page, Map.of()), Tools.path("promtool"), "check", "metrics"))
          .isEqualTo("exit 0");
      proxied.apply(Requests.removeCertificate(proxied.sozu.https(), certificate.fingerprint()));
      await().until(() -> certificate(text(page, Map.of()), certificate) == null);
      assertThat(text(page, Map.of())).doesNotContain(certificate.fingerprint());
    }
  }

  @Test
  void backendsHaveFamiliesWhileTheDetailIsRaised() {
    MetricsOptions options =
        MetricsOptions.builder()
            .cache(Duration.ZERO)
            .detail(MetricDetail.DETAIL_BACKEND)
            .detailTtl(Duration.ofSeconds(2))
            .build();
    try (SozuMetricsPage page = page(options)) {
      await()
          .untilAsserted(
              () -> {
                String text = text(page, Map.of());
                assertThat(text).contains("sozu_detail_lease_active{sozu_instance=\"main\"} 1");
                proxied.get("deep.test", "/");
                assertThat(text).contains("sozu_backend_requests_total{");
              });
      StrictPage.text(text(page, Map.of()));
      assertThat(Tools.run(text(page, Map.of()), Tools.path("promtool"), "check", "metrics"))
          .isEqualTo("exit 0");
      // What is filed under the backend is in its cluster's families too.
      String text = text(page, Map.of());
      String requests = values(text, "sozu_cluster_requests_total").get("deep");
      assertThat(requests).isNotNull();
      assertThat(Long.parseLong(requests)).isGreaterThan(1);
    }
  }

  @Test
  void aStoppedWorkerIsToldAsNotAnsweringAndTheRestStays() {
    try (SozuMetricsPage page = page(MetricsOptions.builder().cache(Duration.ZERO).build())) {
      text(page, Map.of());
      proxied.sozu.pauseWorker(1);
      try {
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> {
                  String text = text(page, Map.of());
                  assertThat(text)
                      .contains("sozu_workers{sozu_instance=\"main\",state=\"not_answering\"} 1")
                      .containsPattern(
                          "sozu_worker_state_info\\{sozu_instance=\"main\",worker_id=\"1\",pid=\""
                              + proxied.sozu.workerPids().get(1)
                              + "\",state=\"not_answering\"} 1")
                      .contains("sozu_up{sozu_instance=\"main\"} 1")
                      .contains("sozu_main_configuration_clusters");
                });
      } finally {
        proxied.sozu.resumeWorker(1);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(text(page, Map.of()))
                      .contains("sozu_workers{sozu_instance=\"main\",state=\"running\"} 2")
                      .contains(gaps(0)));
    }
  }

  @Test
  void sumsOverWorkersHaveAGapAndNeverDipWhileAWorkerIsStopped() {
    List<String> pages = new ArrayList<>();
    try (SozuMetricsPage page = page(MetricsOptions.builder().cache(Duration.ZERO).build())) {
      pages.add(text(page, Map.of()));
      proxied.sozu.pauseWorker(1);
      try {
        pages.add(text(page, Map.of()));
      } finally {
        proxied.sozu.resumeWorker(1);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                pages.add(text(page, Map.of()));
                return pages.get(pages.size() - 1).contains(gaps(0));
              });
    }
    assertThat(pages.get(1))
        .doesNotContain(gaps(0))
        .doesNotContain("sozu_proxy_http_requests_total", "sozu_proxy_request_time_seconds")
        .contains("sozu_proxy_client_connections{sozu_instance=\"main\"}")
        .contains("sozu_worker_http_requests_total{sozu_instance=\"main\",worker_id=\"0\"}");
    List<Long> told =
        pages.stream()
            .map(text -> StrictPage.text(text).get("sozu_proxy_http_requests_total"))
            .filter(Objects::nonNull)
            .map(family -> Long.valueOf(family.lines().get(0).value()))
            .toList();
    assertThat(told).hasSizeGreaterThan(1).isSorted();
  }

  private static String gaps(int count) {
    return "sozu_collection_gaps{sozu_instance=\"main\"} " + count;
  }

  @Test
  void aSozuThatHangsIsDownBeforeTheScraperLosesPatienceAndUpAfterwards() {
    try (SozuMetricsPage page = page(MetricsOptions.builder().cache(Duration.ZERO).build())) {
      proxied.sozu.pause();
      try {
        long startedAt = System.nanoTime();
        assertThat(text(page, Map.of(), "1")).contains("sozu_up{sozu_instance=\"main\"} 0");
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
            .isLessThan(Duration.ofSeconds(3));
        assertThat(page.health().ready()).isFalse();
      } finally {
        proxied.sozu.resume();
      }
      await()
          .untilAsserted(
              () -> {
                assertThat(text(page, Map.of())).contains("sozu_up{sozu_instance=\"main\"} 1");
                assertThat(page.health().ready()).isTrue();
              });
    }
  }

  @Test
  void anInstanceThatIsAwayIsToldBesideTheOthers() {
    try (ProxiedSozu other = new ProxiedSozu(PeerOptions.defaults().withWorkers(1));
        SozuMetricsPage page = page(MetricsOptions.builder().cache(Duration.ZERO).build());
        io.sozu.client.OwnedSozuClient second =
            io.sozu.client.SozuClients.connect(other.sozu.client().instance("second").build())) {
      page.add(second);
      await()
          .untilAsserted(
              () ->
                  assertThat(text(page, Map.of())).contains("sozu_up{sozu_instance=\"second\"} 1"));
      other.sozu.kill9();
      await()
          .untilAsserted(
              () ->
                  assertThat(text(page, Map.of()))
                      .contains("sozu_up{sozu_instance=\"second\"} 0")
                      .contains("sozu_up{sozu_instance=\"main\"} 1")
                      .contains("sozu_collection_age_seconds{sozu_instance=\"second\"}")
                      .contains("sozu_workers{sozu_instance=\"main\"")
                      .doesNotContain("sozu_workers{sozu_instance=\"second\"")
                      .doesNotContain("sozu_proxy_http_requests_total{sozu_instance=\"second\""));
      assertThat(page.health().ready()).isTrue();
      page.remove(proxied.client);
      await().untilAsserted(() -> assertThat(page.health().ready()).isFalse());
      assertThat(page.health().json()).contains("\"ready\":false", "\"second\":");
      other.sozu.start();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                assertThat(page.health().ready()).isTrue();
                assertThat(text(page, Map.of())).contains("sozu_up{sozu_instance=\"second\"} 1");
              });
    }
  }

  @Test
  void partsOfThePage() {
    try (SozuMetricsPage page = page(MetricsOptions.defaults())) {
      assertThat(text(page, Map.of("instance", List.of("none")))).doesNotContain("sozu_up");
      assertThat(StrictPage.text(text(page, Map.of("name", List.of("http.requests")))).keySet())
          .containsExactlyInAnyOrder(
              "sozu_proxy_http_requests_total", "sozu_worker_http_requests_total");
    }
  }

  private static SozuMetricsPage page(MetricsOptions options) {
    SozuMetricsPage page = new SozuMetricsPage(options);
    page.add(proxied.client);
    return page;
  }

  private static String text(SozuMetricsPage page, Map<String, List<String>> parameters) {
    return text(page, parameters, "10");
  }

  private static String text(
      SozuMetricsPage page, Map<String, List<String>> parameters, String timeout) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      page.scrape(new ScrapeRequest(null, null, timeout, parameters)).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, String> values(String text, String family) {
    Map<String, String> values = new java.util.HashMap<>();
    StrictPage.family(StrictPage.text(text), family)
        .lines()
        .forEach(line -> values.put(line.labels().getOrDefault("cluster_id", ""), line.value()));
    return values;
  }

  private static List<String> names(String text, TestCertificate certificate) {
    return StrictPage.family(
            StrictPage.text(text), "sozu_certificate_name_expiry_timestamp_seconds")
        .lines()
        .stream()
        .filter(line -> certificate.fingerprint().equals(line.labels().get("fingerprint")))
        .map(line -> line.labels().get("name"))
        .toList();
  }

  private static StrictPage.@org.jspecify.annotations.Nullable Line certificate(
      String text, TestCertificate certificate) {
    StrictPage.Family family =
        StrictPage.text(text).get("sozu_certificate_expiry_timestamp_seconds");
    return family == null
        ? null
        : family.lines().stream()
            .filter(line -> certificate.fingerprint().equals(line.labels().get("fingerprint")))
            .findFirst()
            .orElse(null);
  }
}
