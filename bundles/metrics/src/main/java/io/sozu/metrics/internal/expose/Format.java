package io.sozu.metrics.internal.expose;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The text formats of a page. */
public enum Format {
  /** Prometheus's text format. */
  TEXT("text/plain; version=0.0.4; charset=utf-8", "text"),
  /** OpenMetrics. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8", "openmetrics");

  private final String contentType;
  private final String id;

  Format(String contentType, String id) {
    this.contentType = contentType;
    this.id = id;
  }

  /** For the header of the answer. */
  public String contentType() {
    return contentType;
  }

  /** Value of the label {@code format}. */
  public String id() {
    return id;
  }

  /**
   * The format that an Accept header prefers. Text, when it wants neither or does not say: a page
   * that a person or an old scraper can read is better than none.
   */
  public static Format of(@Nullable String accept) {
    double text = -1;
    double open = -1;
    for (Weighted part : Weighted.parse(accept)) {
      String type = part.value();
      if (type.equals("application/openmetrics-text")) {
        String version = part.parameter("version");
        if (version.isEmpty() || version.equals("1.0.0") || version.equals("0.0.1")) {
          open = Math.max(open, part.weight());
        }
      } else if (List.of("text/plain", "text/*", "*/*").contains(type)) {
        String version = part.parameter("version");
        if (version.isEmpty() || version.equals("0.0.4")) {
          text = Math.max(text, part.weight());
        }
      }
    }
    return open > 0 && open >= text ? OPEN_METRICS : TEXT;
  }

  /** Whether an Accept-Encoding header allows gzip. */
  public static boolean gzip(@Nullable String acceptEncoding) {
    double any = 0;
    for (Weighted part : Weighted.parse(acceptEncoding)) {
      String coding = part.value().toLowerCase(Locale.ROOT);
      if (coding.equals("gzip") || coding.equals("x-gzip")) {
        return part.weight() > 0;
      }
      if (coding.equals("*")) {
        any = part.weight();
      }
    }
    return any > 0;
  }
}
