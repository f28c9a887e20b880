package io.sozu.metrics;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scraper asks for.
 *
 * @param accept the header {@code Accept}
 * @param acceptEncoding the header {@code Accept-Encoding}
 * @param timeout the header {@code X-Prometheus-Scrape-Timeout-Seconds}
 * @param parameters of the URL: {@code instance}, {@code scope} and {@code name} filter, others are
 *     ignored
 */
public record ScrapeRequest(
    @Nullable String accept,
    @Nullable String acceptEncoding,
    @Nullable String timeout,
    Map<String, List<String>> parameters) {
  /** Everything, as plain text. */
  public static ScrapeRequest plain() {
    return new ScrapeRequest(null, null, null, Map.of());
  }
}
