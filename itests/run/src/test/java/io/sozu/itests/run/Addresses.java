package io.sozu.itests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code ./run --env} writes for scripts.
 *
 * @param config Sōzu's TOML
 * @param http host and port of its HTTP listener
 * @param https host and port of its HTTPS listener
 * @param metrics the page of metrics
 * @param karaf Karaf's process id
 * @param others what else is there, by its key
 */
record Addresses(
    Path config, String http, String https, URI metrics, long karaf, Map<String, String> others) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  static Addresses read(Path file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    Map<String, String> others = new LinkedHashMap<>(values);
    List<String> always =
        List.of("SOZU_CONFIG", "SOZU_HTTP", "SOZU_HTTPS", "METRICS_URL", "KARAF_PID");
    assertThat(values).containsKeys(always.toArray(String[]::new));
    others.keySet().removeAll(always);
    return new Addresses(
        Path.of(values.get("SOZU_CONFIG")),
        values.get("SOZU_HTTP"),
        values.get("SOZU_HTTPS"),
        URI.create(values.get("METRICS_URL")),
        Long.parseLong(values.get("KARAF_PID")),
        others);
  }

  /** The words of a process's command line. */
  static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  /** The page of metrics. */
  String page() {
    return get(HttpRequest.newBuilder(metrics).build());
  }

  /** The sum of a family's series on the page. */
  double sum(String family) {
    return page()
        .lines()
        .filter(line -> line.startsWith(family + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What a website behind Sōzu answers. */
  String website(String hostname) {
    return get(
        HttpRequest.newBuilder(URI.create("http://" + http + "/"))
            .header("Host", hostname)
            .build());
  }

  private static String get(HttpRequest request) {
    try {
      HttpResponse<String> response =
          CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
