package io.sozu.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes a page of a real Sōzu with traffic, and evaluates every expression of
 * the dashboard and of the alert rules.
 */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields
final class DashboardIT {
  /** Sōzu has no series of these before the first such event. */
  private static final Set<String> ONLY_AFTER_TROUBLE =
      Set.of(
          "sozu_proxy_accept_queue_backpressure",
          "sozu_proxy_accept_queue_timeout_total",
          "sozu_proxy_unsent_access_logs_total");

  private static final Pattern NAME = Pattern.compile("\\bsozu_[a-z0-9_]+");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static ProxiedSozu proxied;
  private static SozuMetricsPage page;
  private static HttpServer server;
  private static Process prometheus;
  private static String base;

  @BeforeAll
  static void start() throws IOException {
    proxied = new ProxiedSozu(PeerOptions.defaults());
    proxied.cluster("shop", "shop.test");
    proxied.emptyCluster("empty", "empty.test");
    proxied.certificate("shop.test");
    page = new SozuMetricsPage(MetricsOptions.builder().cache(Duration.ZERO).build());
    page.add(proxied.client);
    page.add(new FakeConnector("main"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          SozuMetricsPage.Answer answer =
              page.scrape(
                  new ScrapeRequest(
                      exchange.getRequestHeaders().getFirst("Accept"),
                      null,
                      exchange.getRequestHeaders().getFirst("X-Prometheus-Scrape-Timeout-Seconds"),
                      java.util.Map.of()));
          exchange.getResponseHeaders().set("Content-Type", answer.contentType());
          exchange.sendResponseHeaders(200, 0);
          answer.writeTo(exchange.getResponseBody());
          exchange.close();
        });
    server.start();
    startPrometheus(Tools.path("prometheus"));
  }

  private static void startPrometheus(String program) throws IOException {
    int port = FreePorts.next().getPort();
    base = "http://127.0.0.1:" + port;
    Path rules = Files.writeString(folder.resolve("alerts.yml"), resource("alerts.yml"));
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n"
                + ("rule_files: [" + rules + "]\n")
                + "scrape_configs: [{job_name: sozu, static_configs: [{targets: ['127.0.0.1:"
                + (server.getAddress().getPort() + "']}]}]\n"));
    prometheus =
        new ProcessBuilder(
                program,
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    // Before that it answers, if at all, with what is no JSON.
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> send("/-/ready").statusCode() == 200);
  }

  @AfterAll
  static void end() throws InterruptedException {
    prometheus.destroy();
    if (!prometheus.waitFor(10, TimeUnit.SECONDS)) {
      prometheus.destroyForcibly().waitFor();
    }
    server.stop(0);
    page.close();
    proxied.close();
  }

  @Test
  void promtoolAcceptsTheRules() throws IOException {
    Path rules = Files.writeString(folder.resolve("checked.yml"), resource("alerts.yml"));
    assertThat(Tools.run("", Tools.path("promtool"), "check", "rules", rules.toString()))
        .contains("SUCCESS")
        .endsWith("exit 0");
  }

  @Test
  void everyPanelHasSomethingToShow() throws IOException {
    List<String> expressions = new ArrayList<>();
    JsonNode dashboard = JSON.readTree(resource("grafana-dashboard.json"));
    dashboard
        .findValues("targets")
        .forEach(
            targets -> targets.forEach(target -> expressions.add(target.get("expr").asText())));
    assertThat(expressions).hasSizeGreaterThan(40);
    for (String expression : expressions) {
      String query =
          expression
              .replace("$__rate_interval", "30s")
              .replace("$instance", ".*")
              .replace("$cluster", ".*");
      awaitResult(query);
    }
    String annotation = dashboard.at("/annotations/list/0/expr").asText();
    assertThat(query(annotation.replace("$instance", ".*")).get("status").asText())
        .isEqualTo("success");
  }

  @Test
  void everyRuleIsEvaluatedAndKnowsItsMetrics() throws IOException {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              JsonNode rules = get("/api/v1/rules").at("/data/groups/0/rules");
              assertThat(rules.size()).isGreaterThan(15);
              rules.forEach(
                  rule ->
                      assertThat(rule.get("health").asText()).as(rule.toString()).isEqualTo("ok"));
            });
    for (JsonNode rule : get("/api/v1/rules").at("/data/groups/0/rules")) {
      assertThat(rule.at("/annotations/runbook").asText()).as(rule.toString()).isNotEmpty();
      Matcher names = NAME.matcher(rule.get("query").asText());
      while (names.find()) {
        if (!ONLY_AFTER_TROUBLE.contains(names.group()) && !names.group().equals("sozu_instance")) {
          awaitResult(names.group());
        }
      }
    }
  }

  /** Traffic goes on while Prometheus looks, because a rate needs something that moves. */
  private static void awaitResult(String query) {
    await(query)
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              JsonNode answer = query(query);
              assertThat(answer.get("status").asText()).as(answer.toString()).isEqualTo("success");
              if (answer.at("/data/result").isEmpty()) {
                traffic();
              }
              assertThat(answer.at("/data/result")).as(query).isNotEmpty();
            });
  }

  private static void traffic() {
    proxied.get("shop.test", "/");
    proxied.get("shop.test", "/404");
    proxied.get("shop.test", "/500");
    proxied.getOverTls("shop.test", "/");
    proxied.get("empty.test", "/");
    proxied.get("nobody.test", "/");
  }

  private static JsonNode query(String query) {
    return get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  private static JsonNode get(String path) {
    try {
      return JSON.readTree(send(path).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> send(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = SozuMetricsPage.class.getResourceAsStream("/META-INF/sozu/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
