package io.sozu.metrics.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Unreachable;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.metrics.FakeSozu;
import io.sozu.metrics.MetricsOptions;
import io.sozu.metrics.SozuMetricsPage;
import io.sozu.metrics.StrictPage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ServletsTest {
  private final FakeSozu sozu = new FakeSozu("main");
  private final SozuMetricsPage page = new SozuMetricsPage(MetricsOptions.defaults());
  private final Map<String, String> headers = new HashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;

  @BeforeEach
  void add() {
    page.add(sozu.client());
  }

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  void aPageForAPrometheus() throws Exception {
    get(
        new MetricsServlet(new Gate(), () -> page),
        "/metrics",
        Map.of(
            "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5",
            "Accept-Encoding", "gzip",
            "X-Prometheus-Scrape-Timeout-Seconds", "5"));
    assertThat(status).isEqualTo(200);
    assertThat(headers)
        .containsEntry("Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8")
        .containsEntry("Content-Encoding", "gzip");
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(body.toByteArray())).readAllBytes();
    assertThat(StrictPage.openMetrics(new String(plain, StandardCharsets.UTF_8)))
        .containsKey("sozu_up");
  }

  @Test
  void aPageForAPerson() throws Exception {
    get(new MetricsServlet(new Gate(), () -> page), "/metrics", Map.of());
    assertThat(headers).containsEntry("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    assertThat(headers).doesNotContainKey("Content-Encoding");
    StrictPage.text(body.toString(StandardCharsets.UTF_8));
  }

  @Test
  void alwaysLiveReadyOnlyWhileAnInstanceAnswers() throws Exception {
    HealthServlet health = new HealthServlet(new Gate(), () -> page, "/health/live");
    get(health, "/health/ready", Map.of());
    assertThat(status).isEqualTo(200);
    FakeSozu away = new FakeSozu("away");
    away.health = Health.NOT_READY;
    away.answers = CompletableFuture.failedFuture(new Unreachable("gone"));
    page.clients().forEach(page::remove);
    page.add(away.client());
    get(health, "/health/ready", Map.of());
    assertThat(status).isEqualTo(503);
    assertThat(body.toString(StandardCharsets.UTF_8)).startsWith("{\"ready\":false,");
    get(health, "/health/live", Map.of());
    assertThat(status).isEqualTo(200);
  }

  private void get(HttpServlet servlet, String path, Map<String, String> sent) throws Exception {
    body.reset();
    headers.clear();
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, args) ->
                    switch (method.getName()) {
                      case "getMethod" -> "GET";
                      case "getProtocol" -> "HTTP/1.1";
                      case "getServletPath" -> path;
                      case "getParameterMap" -> Map.of();
                      case "getHeader" -> sent.get(args[0]);
                      case "getHeaders" ->
                          Collections.enumeration(
                              sent.containsKey(args[0]) ? List.of(sent.get(args[0])) : List.of());
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    HttpServletResponse response =
        (HttpServletResponse)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, args) -> {
                  switch (method.getName()) {
                    case "setStatus" -> status = (Integer) args[0];
                    case "setContentType" -> headers.put("Content-Type", (String) args[0]);
                    case "setHeader" -> headers.put((String) args[0], (String) args[1]);
                    case "getOutputStream" -> {
                      return new Body();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                  }
                  return null;
                });
    servlet.service(request, response);
  }

  private final class Body extends ServletOutputStream {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(int b) throws IOException {
      body.write(b);
    }
  }
}
