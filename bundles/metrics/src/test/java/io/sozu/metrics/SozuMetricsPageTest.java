package io.sozu.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.Certificates.CertificateEntry;
import io.sozu.client.SozuClient;
import io.sozu.client.Unreachable;
import io.sozu.client.event.SozuEvent;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a page promises, with clients that answer what the test says. */
final class SozuMetricsPageTest {
  private static final MetricsOptions UNCACHED =
      MetricsOptions.builder().cache(Duration.ZERO).build();

  private final FakeSozu sozu = new FakeSozu("main");

  @Test
  void scrapesAtTheSameTimeShareOneQuery() {
    sozu.answers = new CompletableFuture<>();
    try (SozuMetricsPage page = page(MetricsOptions.defaults())) {
      List<CompletableFuture<String>> scrapes =
          IntStream.range(0, 8)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> text(page, "10")))
              .toList();
      await().until(() -> sozu.collections.get() == 1);
      sozu.answers.complete(null);
      scrapes.forEach(
          scrape -> assertThat(scrape.join()).contains("sozu_up{sozu_instance=\"main\"} 1"));
      text(page, "10"); // within the second
      assertThat(sozu.collections).hasValue(1);
    }
  }

  @Test
  void anInstanceThatGoesCancelsItsCollectionAndLetsScrapesGo() {
    sozu.answers = new CompletableFuture<>();
    SozuClient client = sozu.client();
    try (SozuMetricsPage page = new SozuMetricsPage(UNCACHED)) {
      page.add(client);
      CompletableFuture<String> scrape = CompletableFuture.supplyAsync(() -> text(page, "60"));
      await().until(() -> sozu.collections.get() == 1);
      page.remove(client);
      assertThat(sozu.collecting).isCancelled();
      assertThat(scrape).succeedsWithin(Duration.ofSeconds(5)).asString().contains("sozu_up");
    }
  }

  @Test
  void withoutCacheEachScrapeAsks() {
    try (SozuMetricsPage page = page(UNCACHED)) {
      text(page, "10");
      text(page, "10");
      assertThat(sozu.collections).hasValue(2);
    }
  }

  @Test
  void aScrapeEndsBeforeItsTimeoutAndTheNextOneHasWhatCameLate() {
    sozu.answers = new CompletableFuture<>();
    try (SozuMetricsPage page =
        page(MetricsOptions.builder().cache(Duration.ofMillis(1)).build())) {
      long startedAt = System.nanoTime();
      assertThat(text(page, "0.3")).contains("sozu_up{sozu_instance=\"main\"} 0");
      assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(5));
      sozu.answers.complete(null);
      sozu.answers = new CompletableFuture<>(); // and the next collection hangs again
      await().pollDelay(Duration.ofMillis(5)).until(() -> true);
      assertThat(text(page, "0.3"))
          .contains("sozu_up{sozu_instance=\"main\"} 1")
          .contains("sozu_proxy_http_requests_total");
      assertThat(text(page, "0.3"))
          .as("told once, not for ever")
          .contains("sozu_up{sozu_instance=\"main\"} 0");
    }
  }

  @Test
  void aSozuThatAnswersIsUpAlsoWhileItsCollectionTakesLongerThanAScrape() {
    sozu.collected = new CompletableFuture<>();
    try (SozuMetricsPage page = page(UNCACHED)) {
      assertThat(text(page, "0.3"))
          .contains("sozu_up{sozu_instance=\"main\"} 1")
          .contains("sozu_collection_age_seconds{sozu_instance=\"main\"} 0")
          .doesNotContain("sozu_collection_gaps", "sozu_proxy_http_requests_total");
      sozu.answers = new CompletableFuture<>();
      assertThat(text(page, "0.3"))
          .as("now it hangs")
          .contains("sozu_up{sozu_instance=\"main\"} 0");
    }
  }

  @Test
  void anInstanceThatFailsIsDownAndTheRestOfThePageIsThere() {
    FakeSozu away = new FakeSozu("away");
    away.answers = CompletableFuture.failedFuture(new Unreachable("no such socket"));
    away.health = Health.NOT_READY;
    try (SozuMetricsPage page = page(UNCACHED)) {
      page.add(away.client());
      String text = text(page, "10");
      assertThat(text)
          .contains("sozu_up{sozu_instance=\"away\"} 0")
          .contains("sozu_up{sozu_instance=\"main\"} 1")
          .contains("sozu_collections_total{sozu_instance=\"away\",result=\"failed\"} 1")
          .contains("sozu_client_requests_ok_total{sozu_instance=\"away\"} 2");
      StrictPage.text(text);
      assertThat(page.troubles()).containsOnly(Map.entry("away", "no such socket"));
      assertThat(page.health().json())
          .isEqualTo(
              "{\"ready\":true,\"instances\":{\"main\":\"ok\",\"away\":\"no connection to Sōzu: as"
                  + " the test says\"}}\n");
    }
  }

  @Test
  void whileSozuDoesNotAnswerTheAgeOfWhatWasKnownGrows() {
    try (SozuMetricsPage page = page(UNCACHED)) {
      text(page, "10");
      sozu.answers = CompletableFuture.failedFuture(new Unreachable("gone"));
      awaitAgeAbove(page, 0.2);
    }
  }

  @Test
  void ofASozuThatNeverAnsweredTheAgeCountsFromTheFirstQuestion() {
    sozu.answers = CompletableFuture.failedFuture(new Unreachable("not yet"));
    try (SozuMetricsPage page = page(UNCACHED)) {
      awaitAgeAbove(page, 0.2);
      assertThat(text(page, "10")).contains("sozu_collection_duration_seconds");
    }
  }

  private static void awaitAgeAbove(SozuMetricsPage page, double seconds) {
    await()
        .untilAsserted(
            () -> {
              Map<String, StrictPage.Family> families = StrictPage.text(text(page, "10"));
              assertThat(value(families, "sozu_up")).isEqualTo("0");
              assertThat(Double.parseDouble(value(families, "sozu_collection_age_seconds")))
                  .isGreaterThan(seconds);
            });
  }

  @Test
  void workersOfASozuThatIsAwayAreForgotten() {
    sozu.workers = List.of(worker(0, 100, RunState.RUNNING));
    try (SozuMetricsPage page = page(UNCACHED)) {
      assertThat(text(page, "10"))
          .contains("sozu_workers{sozu_instance=\"main\",state=\"running\"} 1");
      sozu.answers = CompletableFuture.failedFuture(new Unreachable("gone"));
      sozu.health = Health.NOT_READY;
      assertThat(text(page, "10")).doesNotContain("sozu_workers", "sozu_worker_state_info");
      sozu.health = Health.READY;
      assertThat(text(page, "10")).as("not yet asked").doesNotContain("sozu_workers");
      sozu.answers = CompletableFuture.completedFuture(null);
      assertThat(text(page, "10"))
          .contains("sozu_workers{sozu_instance=\"main\",state=\"running\"} 1");
    }
  }

  @Test
  void theClientsOwnStateIsToldWithTheTimeSinceWhenItIsSo() {
    sozu.since = Instant.ofEpochMilli(1_700_000_000_250L);
    try (SozuMetricsPage page = page(UNCACHED)) {
      assertThat(text(page, "10"))
          .contains("sozu_client_connected{sozu_instance=\"main\"} 1")
          .contains(
              "sozu_client_state_since_timestamp_seconds{sozu_instance=\"main\"} 1700000000.25");
      sozu.health = Health.DEGRADED;
      assertThat(text(page, "10")).contains("sozu_client_connected{sozu_instance=\"main\"} 1");
      sozu.health = Health.NOT_READY;
      assertThat(text(page, "10")).contains("sozu_client_connected{sozu_instance=\"main\"} 0");
    }
  }

  @Test
  void connectorsTellHowTheyAreAndWhatTheyMeasure() {
    FakeConnector pulsar = new FakeConnector("main");
    FakeConnector other = new FakeConnector("other");
    try (SozuMetricsPage page = page(UNCACHED)) {
      page.add(pulsar);
      page.add(other);
      String text = text(page, "10");
      String labels = "{sozu_instance=\"main\",connector=\"pulsar\",name=\"first\"";
      assertThat(text)
          .contains("sozu_connector_ready" + labels + "} 1")
          .contains("sozu_connector_degraded" + labels + "} 1")
          .contains("sozu_connector_received_total" + labels + "} 7")
          .contains("sozu_connector_oldest_waiting_seconds" + labels + "} 1.25")
          .contains("sozu_connector_publish_to_applied_seconds_bucket" + labels + ",le=\"0.01\"} 1")
          .contains("sozu_connector_publish_to_applied_seconds_bucket" + labels + ",le=\"+Inf\"} 2")
          .contains("sozu_connector_publish_to_applied_seconds_sum" + labels + "} 0.505")
          .contains("sozu_instance=\"other\"");
      StrictPage.text(text);
      page.remove(other);
      assertThat(text(page, "10")).doesNotContain("sozu_instance=\"other\"");
    }
  }

  @Test
  void tooManySeriesAreCutAndCounted() {
    try (SozuMetricsPage page =
        page(MetricsOptions.builder().cache(Duration.ZERO).seriesMax(300).build())) {
      Map<String, StrictPage.Family> cut = StrictPage.text(text(page, "10"));
      int cutSeries = Integer.parseInt(value(cut, "sozu_collection_cut_series"));
      assertThat(cutSeries).isPositive();
      assertThat(value(cut, "sozu_cut_series_total")).isEqualTo("" + cutSeries);
      assertThat(value(StrictPage.text(text(page, "10")), "sozu_cut_series_total"))
          .isEqualTo("" + 2 * cutSeries);
    }
  }

  @Test
  void tenThousandCertificatesAreReadOnceUntilSozuCountsAnother() {
    TestCertificate certificate = TestCertificate.of("a.test");
    List<CertificateEntry> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      all.add(
          new CertificateEntry(
              Requests.loopback(8443), "%064x".formatted(i), certificate.pem(), List.of()));
    }
    all.add(new CertificateEntry(Requests.loopback(8443), "f", "no certificate", List.of()));
    sozu.certificates = all;
    sozu.counts = Map.of("AddCertificate", 10_001, "AddCluster", 3);
    try (SozuMetricsPage page =
        page(
            MetricsOptions.builder()
                .cache(Duration.ZERO)
                .certificatesInterval(Duration.ofNanos(1))
                .build())) {
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          StrictPage.family(
                                  StrictPage.text(text(page, "10")),
                                  "sozu_certificate_expiry_timestamp_seconds")
                              .lines())
                      .hasSize(10_000)
                      .first()
                      .satisfies(
                          line -> {
                            assertThat(line.value())
                                .isEqualTo("" + certificate.notAfter().getEpochSecond());
                            assertThat(line.labels()).containsEntry("address", "127.0.0.1:8443");
                          }));
      assertThat(value(StrictPage.text(text(page, "10")), "sozu_certificates_unreadable"))
          .isEqualTo("1");
      sozu.counts = Map.of("AddCertificate", 10_001, "AddCluster", 4);
      text(page, "10");
      assertThat(sozu.certificateReadings).hasValue(1);
      sozu.certificates = List.of();
      sozu.counts = Map.of("AddCertificate", 10_001, "RemoveCertificate", 10_001);
      assertThat(text(page, "10")).doesNotContain("sozu_certificate_expiry_timestamp_seconds{");
      assertThat(sozu.certificateReadings).hasValue(2);
    }
  }

  @Test
  void aWedgedWorkerIsToldWithTheProcessToEnd() {
    sozu.workers =
        List.of(worker(0, 100, RunState.RUNNING), worker(1, 101, RunState.NOT_ANSWERING));
    try (SozuMetricsPage page = page(UNCACHED)) {
      assertThat(text(page, "10"))
          .contains(
              "sozu_worker_state_info{sozu_instance=\"main\",worker_id=\"1\",pid=\"101\","
                  + "state=\"not_answering\"} 1")
          .contains("sozu_workers{sozu_instance=\"main\",state=\"not_answering\"} 1")
          .contains("sozu_workers{sozu_instance=\"main\",state=\"stopped\"} 0");
    }
  }

  @Test
  void eventsAreCountedByKind() {
    try (SozuMetricsPage page = page(UNCACHED)) {
      Flow.Subscriber<? super SozuEvent> subscriber = sozu.subscribers.get(0);
      subscriber.onNext(new SozuEvent.WorkerLost(Instant.now(), 1, 101));
      subscriber.onNext(new SozuEvent.Gap(Instant.now(), "a test"));
      assertThat(text(page, "10"))
          .contains("sozu_events_total{sozu_instance=\"main\",kind=\"worker_lost\"} 1")
          .contains("sozu_events_total{sozu_instance=\"main\",kind=\"gap\"} 1")
          .contains("sozu_events_total{sozu_instance=\"main\",kind=\"cluster_added\"} 0");
    }
  }

  @Test
  void theDetailIsHeldWhileSomebodyScrapesAndGivenBack() {
    MetricsOptions options =
        MetricsOptions.builder()
            .cache(Duration.ZERO)
            .detail(MetricDetail.DETAIL_BACKEND)
            .detailTtl(Duration.ofSeconds(2))
            .detailIdle(Duration.ofMillis(1500))
            .build();
    try (SozuMetricsPage page = page(options)) {
      assertThat(sozu.leases).hasValue(0);
      text(page, "10");
      assertThat(text(page, "10")).contains("sozu_detail_lease_active{sozu_instance=\"main\"} 1");
      assertThat(sozu.leases).hasValue(1);
      await().until(() -> sozu.renewals.get() == 1);
      await().until(() -> sozu.givenBack.get() == 1); // nobody scraped meanwhile
      text(page, "10");
      assertThat(sozu.leases).hasValue(2);
    }
    assertThat(sozu.givenBack).hasValue(2);
  }

  @Test
  void theThreadThatRenewsTheDetailHoldsNoClassLoaderOfAScraperAndEndsWithThePage() {
    MetricsOptions options =
        MetricsOptions.builder().detail(MetricDetail.DETAIL_BACKEND).certificates(false).build();
    try (SozuMetricsPage page = page(options)) {
      text(page, "10");
      // That of the page of a test before may be ending still.
      await()
          .untilAsserted(
              () ->
                  assertThat(keepers())
                      .singleElement()
                      .satisfies(keeper -> assertThat(keeper.getContextClassLoader()).isNull()));
    }
    await().untilAsserted(() -> assertThat(keepers()).isEmpty());
  }

  private static List<Thread> keepers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("sozu-all-metrics"))
        .toList();
  }

  @Test
  void registeringACollectorAsksNothing() {
    try (SozuCollector collector = new SozuCollector(sozu.client())) {
      io.prometheus.client.CollectorRegistry registry =
          new io.prometheus.client.CollectorRegistry();
      collector.register(registry);
      assertThat(sozu.collections).hasValue(0);
      assertThat(
              registry.getSampleValue(
                  "sozu_proxy_http_requests_total",
                  new String[] {"sozu_instance"},
                  new String[] {"main"}))
          .isEqualTo(49);
      assertThat(
              registry.getSampleValue(
                  "sozu_cluster_request_time_seconds_bucket",
                  new String[] {"sozu_instance", "cluster_id", "le"},
                  new String[] {"main", "a", "+Inf"}))
          .isEqualTo(46);
      assertThat(
              registry.getSampleValue(
                  "sozu_cluster_request_time_seconds_sum",
                  new String[] {"sozu_instance", "cluster_id"},
                  new String[] {"main", "a"}))
          .isEqualTo(1.567);
    }
  }

  private static WorkerInfo worker(int id, int pid, RunState state) {
    return WorkerInfo.newBuilder().setId(id).setPid(pid).setRunState(state).build();
  }

  private static String value(Map<String, StrictPage.Family> page, String family) {
    return StrictPage.family(page, family).lines().get(0).value();
  }

  private SozuMetricsPage page(MetricsOptions options) {
    SozuMetricsPage page = new SozuMetricsPage(options);
    page.add(sozu.client());
    return page;
  }

  private static String text(SozuMetricsPage page, String timeout) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      page.scrape(new ScrapeRequest(null, null, timeout, Map.of())).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
