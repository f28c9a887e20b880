package io.sozu.client.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in configuration files: {@code 250ms}, {@code 10s}. */
public final class Durations {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h)");

  private Durations() {}

  /**
   * The duration of a text such as {@code 250ms}, {@code 10s}, {@code 5m} or {@code 1h}.
   *
   * @param key the configuration key, for the message
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  public static Duration parse(String key, String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          key
              + "="
              + text
              + " is not a duration: allowed is a whole number with its unit (ms, s, m or h), for"
              + " example 250ms or 10s");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
