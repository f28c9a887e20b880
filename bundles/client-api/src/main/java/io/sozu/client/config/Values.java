package io.sozu.client.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a configuration, as a file or Declarative Services gives them: texts, numbers,
 * booleans, or several of them. An absent or blank one has the default that is asked for with it. A
 * wrong one is refused with an {@link IllegalArgumentException} that names the key, the value and
 * what is allowed.
 *
 * @param all by key
 */
public record Values(Map<String, ?> all) {
  /** A text without the space around it. */
  public String text(String key, String byDefault) {
    Object value = all.get(key);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? byDefault : text;
  }

  /** A number that fits into 32 bits. */
  public int whole(String key, int byDefault) {
    long number = number(key, byDefault);
    Check.between(key, number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    return (int) number;
  }

  /** A number without a fraction. */
  public long number(String key, long byDefault) {
    String text = text(key, String.valueOf(byDefault));
    Check.that(text.matches("-?\\d{1,18}"), key, text, "a whole number");
    return Long.parseLong(text);
  }

  /** Yes or no. */
  public boolean flag(String key, boolean byDefault) {
    String text = text(key, String.valueOf(byDefault));
    boolean yes = text.equalsIgnoreCase("true");
    Check.that(yes || text.equalsIgnoreCase("false"), key, text, "true or false");
    return yes;
  }

  /** A time with its unit. */
  public Duration duration(String key, Duration byDefault) {
    String text = text(key, "");
    return text.isEmpty() ? byDefault : Durations.parse(key, text);
  }

  /** One of an enum, whose KEY_SHARED a configuration writes as {@code key-shared}. */
  public <E extends Enum<E>> E choice(String key, E byDefault) {
    String text = text(key, written(byDefault));
    E[] constants = byDefault.getDeclaringClass().getEnumConstants();
    for (E constant : constants) {
      if (written(constant).equalsIgnoreCase(text)) {
        return constant;
      }
    }
    List<String> allowed = Arrays.stream(constants).map(Values::written).toList();
    throw new IllegalArgumentException(
        key + "=" + text + ": must be " + String.join(" or ", allowed));
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A list: one text with commas, or several values. */
  public List<String> items(String key) {
    return items(all.get(key));
  }

  private static List<String> items(@Nullable Object value) {
    if (value instanceof Object[] several) {
      return Arrays.stream(several).flatMap(one -> items(one).stream()).toList();
    }
    return value == null
        ? List.of()
        : Arrays.stream(value.toString().split(",", -1))
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .toList();
  }
}
