package io.sozu.metrics.internal.expose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One member of an Accept header.
 *
 * @param value in lower case
 * @param weight its {@code q}, from 0 to 1; 1 when it has none, 0 when it is no number
 */
record Weighted(String value, Map<String, String> parameters, double weight) {

  /** A parameter, or empty. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  static List<Weighted> parse(@Nullable String header) {
    List<Weighted> parts = new ArrayList<>();
    if (header == null) {
      return parts;
    }
    for (String part : header.split(",", -1)) {
      String[] pieces = part.split(";", -1);
      Map<String, String> parameters = new LinkedHashMap<>();
      for (int i = 1; i < pieces.length; i++) {
        int equals = pieces[i].indexOf('=');
        if (equals > 0) {
          String name = pieces[i].substring(0, equals).strip().toLowerCase(Locale.ROOT);
          String value = pieces[i].substring(equals + 1).strip();
          boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
          parameters.put(name, quoted ? value.substring(1, value.length() - 1) : value);
        }
      }
      String value = pieces[0].strip().toLowerCase(Locale.ROOT);
      if (!value.isEmpty()) {
        parts.add(new Weighted(value, parameters, weight(parameters.get("q"))));
      }
    }
    return parts;
  }

  private static double weight(@Nullable String q) {
    if (q == null) {
      return 1;
    }
    try {
      double weight = Double.parseDouble(q);
      return weight >= 0 && weight <= 1 ? weight : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
