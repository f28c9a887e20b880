package io.sozu.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of a configuration annotation, as the README tells of it.
 *
 * @param byDefault as a configuration file would say it
 * @param isNeeded whether it has no default, and no configuration works without it
 * @param meaning its description
 */
public record ConfigKey(String name, String byDefault, boolean isNeeded, String meaning) {
  /** What begins a table of keys. */
  public static final String HEAD = "| key | default | meaning |\n|---|---|---|\n";

  /** A definition up to the name of its element: the description alone, or first of several. */
  private static final Pattern DEFINITION =
      Pattern.compile(
          "@AttributeDefinition\\(\\s*description\\s*=((?:[\\s+]*\"[^\"]*\")+)[^)]*\\)"
              + "\\s+[\\w\\[\\]]+\\s+(\\w+)\\(\\)");

  private static final Pattern PART = Pattern.compile("\"([^\"]*)\"");

  /**
   * The keys in the order of the annotation's source, which is read below the working directory:
   * descriptions are not there at run time.
   */
  public static List<ConfigKey> of(Class<?> annotation) {
    Map<String, String> defaults = ConfigTemplate.defaults(annotation);
    List<ConfigKey> keys = new ArrayList<>();
    Matcher matcher = DEFINITION.matcher(source(annotation));
    while (matcher.find()) {
      String method = matcher.group(2);
      String name = method.replace('_', '.');
      String byDefault = defaults.remove(name);
      if (byDefault == null) {
        throw new AssertionError(name + " is no key of " + annotation);
      }
      keys.add(
          new ConfigKey(name, byDefault, isNeeded(annotation, method), joined(matcher.group(1))));
    }
    if (!defaults.isEmpty()) {
      throw new AssertionError(annotation + " has no description of " + defaults.keySet());
    }
    return keys;
  }

  /** Its line in a table of keys. */
  public String row() {
    String shown = byDefault.isEmpty() ? "(empty)" : '`' + byDefault + '`';
    return "| `" + name + "` | " + (isNeeded ? "(must be set)" : shown) + " | " + meaning + " |\n";
  }

  private static boolean isNeeded(Class<?> annotation, String method) {
    try {
      return annotation.getDeclaredMethod(method).getDefaultValue() == null;
    } catch (NoSuchMethodException e) {
      throw new AssertionError(method + " is no element of " + annotation, e);
    }
  }

  private static String joined(String literals) {
    StringBuilder text = new StringBuilder();
    Matcher parts = PART.matcher(literals);
    while (parts.find()) {
      text.append(parts.group(1));
    }
    return text.toString();
  }

  private static String source(Class<?> annotation) {
    Path file = Path.of("src/main/java", annotation.getName().replace('.', '/') + ".java");
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
