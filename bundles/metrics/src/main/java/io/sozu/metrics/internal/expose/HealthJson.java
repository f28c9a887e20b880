package io.sozu.metrics.internal.expose;

import java.util.Map;
import java.util.stream.Collectors;

/** {@code {"ready":true,"instances":{"main":"ok"}}}. */
public final class HealthJson {
  private HealthJson() {}

  public static String of(boolean ready, Map<String, String> instances) {
    return instances.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ':' + quoted(entry.getValue()))
        .collect(Collectors.joining(",", "{\"ready\":" + ready + ",\"instances\":{", "}}\n"));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints()
        .forEach(
            c -> {
              boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
              if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
              } else if (c < ' ' || half) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append('"').toString();
  }
}
