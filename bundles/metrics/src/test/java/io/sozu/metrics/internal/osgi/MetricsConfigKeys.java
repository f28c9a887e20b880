package io.sozu.metrics.internal.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.metatype.annotations.AttributeDefinition;

/** The keys of the configuration, in the order of the template. */
public final class MetricsConfigKeys {
  /** One key. */
  public record Key(String name, String byDefault, String meaning) {}

  private MetricsConfigKeys() {}

  /** All keys. Meanings are read from the metatype that the bundle brings. */
  public static List<Key> all() {
    List<Key> keys = new ArrayList<>();
    String source = source();
    for (String name :
        List.of(
            "alias",
            "health.alias",
            "names",
            "timeout",
            "collect.timeout",
            "cache",
            "series.max",
            "workers",
            "clusters",
            "metrics",
            "buckets",
            "detail",
            "detail.ttl",
            "detail.idle",
            "certificates",
            "certificates.interval",
            "certificates.names",
            "sozu.target")) {
      keys.add(key(name, source));
    }
    if (keys.size() != MetricsConfig.class.getDeclaredMethods().length) {
      throw new AssertionError("a key is missing here: " + keys);
    }
    return keys;
  }

  private static Key key(String name, String source) {
    String method = name.replace('.', '_');
    try {
      Object value = MetricsConfig.class.getDeclaredMethod(method).getDefaultValue();
      String text = value instanceof String[] texts ? String.join(",", texts) : "" + value;
      return new Key(name, text, description(method, source));
    } catch (NoSuchMethodException e) {
      throw new AssertionError(name + " is no key", e);
    }
  }

  /** {@link AttributeDefinition} is not there at run time, so its text is read in the source. */
  private static String description(String method, String source) {
    Matcher matcher =
        Pattern.compile(
                "@AttributeDefinition\\(\\s*description\\s*=((?:(?!@Attr).)*?)\\)\\s+[\\w\\[\\]]+ "
                    + method
                    + "\\(\\)",
                Pattern.DOTALL)
            .matcher(source);
    if (!matcher.find()) {
      throw new AssertionError("no description of " + method);
    }
    StringBuilder text = new StringBuilder();
    Matcher parts = Pattern.compile("\"([^\"]*)\"").matcher(matcher.group(1));
    while (parts.find()) {
      text.append(parts.group(1));
    }
    return text.toString();
  }

  private static String source() {
    try {
      return Files.readString(
          Path.of("src/main/java/io/sozu/metrics/internal/osgi/MetricsConfig.java"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
