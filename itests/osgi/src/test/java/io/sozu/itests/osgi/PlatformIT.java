package io.sozu.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.testkit.FreePorts;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/** Client and metrics on a bare OSGi framework, against the real Sōzu. */
final class PlatformIT {
  private static final String CLIENT = "io.sozu.client.SozuClient";
  private static final String MAIN = "(sozu.instance=main)";
  private static final String METRICS = "(sozu.connector=metrics)";
  private static final String SERVLET = "javax.servlet.Servlet";
  private static final String METRICS_SERVLET = "(osgi.http.whiteboard.servlet.name=sozu-metrics)";
  private static final Duration LONG = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final SozuPeer sozu = SozuPeer.installed();
  private Platform platform;
  private int port;

  @BeforeEach
  void launch(@TempDir Path storage) throws Exception {
    port = FreePorts.next().getPort();
    platform = Platform.launch(storage, port);
    platform.configure(
        "io.sozu.client",
        "main",
        Map.of("sozu.instance", "main", "sozu.config", sozu.config().toString()));
  }

  @AfterEach
  void end() throws Exception {
    platform.close();
    sozu.close();
    await().atMost(LONG).untilAsserted(() -> assertThat(ownThreads()).isEmpty());
  }

  @Test
  void metricsOfTheRealSozuAreServed() {
    await().atMost(LONG).untilAsserted(() -> assertThat(get("/metrics").body()).contains(up(1)));
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void theClientBundleMayGoAndComeBack() throws Exception {
    await().atMost(LONG).untilAsserted(() -> assertThat(get("/metrics").body()).contains(up(1)));

    Bundle client = platform.bundle("io.sozu.client");
    client.stop();
    assertThat(platform.has(CLIENT, MAIN)).isFalse();
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);

    client.start();
    await().atMost(LONG).until(() -> platform.has(CLIENT, MAIN));
    await().atMost(LONG).untilAsserted(() -> assertThat(get("/metrics").body()).contains(up(1)));
  }

  @Test
  void aPathThatAnotherServletTakesIsToldAndOursIsServedOnceItIsFree() throws Exception {
    await().atMost(LONG).untilAsserted(() -> assertThat(get("/metrics").body()).contains(up(1)));
    long id = platform.id(SERVLET, METRICS_SERVLET);
    assertThat(platform.summary(METRICS)).doesNotContain("not served");

    ServiceRegistration<?> other = platform.occupy("/metrics");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(platform.summary(METRICS))
                    .contains(
                        "sozu-metrics (/metrics) is not served: another servlet has its path"));

    other.unregister();
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(platform.summary(METRICS)).doesNotContain("not served"));
    assertThat(get("/metrics").body()).contains(up(1));
    assertThat(platform.id(SERVLET, METRICS_SERVLET)).as("it was never lost").isEqualTo(id);
  }

  private static String up(int value) {
    return "sozu_up{sozu_instance=\"main\"} " + value;
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Iterable<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sozu-"))
        .toList();
  }
}
