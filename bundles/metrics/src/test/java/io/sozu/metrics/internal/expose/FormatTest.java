package io.sozu.metrics.internal.expose;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.metrics.Recorded;
import io.sozu.metrics.Scheme;
import io.sozu.metrics.StrictPage;
import io.sozu.metrics.internal.collect.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request may ask for: format, compression, patience, a part of the page. */
final class FormatTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "- | TEXT",
        "*/* | TEXT",
        "text/html | TEXT",
        "text/plain | TEXT",
        "application/openmetrics-text | OPEN_METRICS",
        "application/openmetrics-text; version=1.0.0; charset=utf-8 | OPEN_METRICS",
        "application/openmetrics-text;version=2.0.0,text/plain;q=0.5 | TEXT",
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4 | OPEN_METRICS",
        "application/openmetrics-text;q=0.3,text/plain;q=0.9 | TEXT",
        "application/openmetrics-text;q=0,text/plain;q=0 | TEXT",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;q=0.4,*/*;q=0.2 | OPEN_METRICS",
        "APPLICATION/OPENMETRICS-TEXT;Q=nonsense | TEXT",
      })
  void theFormatThatIsPreferred(String accept, Format format) {
    assertThat(Format.of(accept)).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "- | false",
        "gzip | true",
        "gzip;q=0 | false",
        "deflate, gzip;q=0.5 | true",
        "identity | false",
        "*;q=0.1 | true",
        "*, gzip;q=0 | false"
      })
  void gzipWhereItIsAllowed(String header, boolean gzip) {
    assertThat(Format.gzip(header)).isEqualTo(gzip);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, 7000",
        "10, 9500",
        "2.0, 1900",
        "0.05, 100",
        "60, 59500",
        "-3, 7000",
        "x, 7000",
        "NaN, 7000",
        "1e9, 7000"
      })
  void aPageIsThereBeforeTheScraperLosesPatience(String header, long millis) {
    assertThat(ScrapeTimeout.of(header, Duration.ofSeconds(7)))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void filtersAreAlternativesWithinAKindAndAllKindsMustHold() {
    Snapshot snapshot = Pages.snapshot(Pages.families(Scheme.SOZU), Recorded.answer());
    assertThat(names(snapshot, Map.of("scope", List.of("cluster", "main"))))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("sozu_cluster_") || name.startsWith("sozu_main_"));
    assertThat(
            names(
                snapshot,
                Map.of(
                    "scope", List.of("proxy"), "name", List.of("http.requests", "*_bytes_total"))))
        .containsExactlyInAnyOrder(
            "sozu_proxy_http_requests_total",
            "sozu_proxy_in_bytes_total",
            "sozu_proxy_out_bytes_total",
            "sozu_proxy_back_in_bytes_total",
            "sozu_proxy_back_out_bytes_total");
    assertThat(names(snapshot, Map.of("name", List.of(".*")))).isEmpty();
    Filter filter = Filter.of(Map.of("instance", List.of("a", "b")));
    assertThat(filter.wantsInstance("a")).isTrue();
    assertThat(filter.wantsInstance("c")).isFalse();
  }

  private static Set<String> names(Snapshot snapshot, Map<String, List<String>> parameters) {
    return StrictPage.text(Pages.of(Format.TEXT, Filter.of(parameters), snapshot)).keySet();
  }
}
