package io.sozu.metrics.internal.expose;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a scrape may wait for Sōzu. */
public final class ScrapeTimeout {
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final double MOST_SECONDS = 3600;

  private ScrapeTimeout() {}

  /**
   * A twentieth less than the scraper says, and half a second less when it says much, so that the
   * page is there when it ends; the default, when it says nothing or nonsense.
   */
  public static Duration of(@Nullable String header, Duration byDefault) {
    if (header == null) {
      return byDefault;
    }
    double seconds;
    try {
      seconds = Double.parseDouble(header.strip());
    } catch (NumberFormatException e) {
      return byDefault;
    }
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
      return byDefault;
    }
    Duration said = Duration.ofMillis((long) (seconds * 1000));
    Duration less = said.minus(min(said.dividedBy(20), Duration.ofMillis(500)));
    return less.compareTo(LEAST) < 0 ? LEAST : less;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
