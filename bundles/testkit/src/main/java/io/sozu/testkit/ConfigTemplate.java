package io.sozu.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The template of a configuration that a feature installs.
 *
 * @param set keys that it sets, with their values
 * @param shown keys that it shows in comments, with the defaults it says
 */
public record ConfigTemplate(Map<String, String> set, Map<String, String> shown) {
  private static final Pattern KEY = Pattern.compile("(#? ?)([a-z.]+) =(.*)");

  /** Reads one. */
  public static ConfigTemplate read(Path file) {
    ConfigTemplate template = new ConfigTemplate(new TreeMap<>(), new TreeMap<>());
    try {
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = KEY.matcher(line);
        if (matcher.matches()) {
          (matcher.group(1).isEmpty() ? template.set : template.shown)
              .put(matcher.group(2), matcher.group(3).strip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return template;
  }

  /** The keys of a configuration annotation, with the defaults it says. */
  public static Map<String, String> defaults(Class<?> annotation) {
    Map<String, String> defaults = new TreeMap<>();
    for (Method element : annotation.getDeclaredMethods()) {
      Object value = element.getDefaultValue();
      String text = value instanceof Object[] several ? joined(several) : String.valueOf(value);
      defaults.put(element.getName().replace('_', '.'), value == null ? "" : text);
    }
    return defaults;
  }

  private static String joined(Object[] values) {
    StringBuilder text = new StringBuilder();
    for (Object value : values) {
      text.append(text.isEmpty() ? "" : ",").append(value);
    }
    return text.toString();
  }
}
