package io.sozu.metrics.internal.convert;

import java.util.Map;

/**
 * How a metric's name is told: units in it, endings of its type, no character that is not legal.
 */
final class Names {
  /** Sōzu's names without their unit, in a form that has it. */
  private static final Map<String, String> WITH_UNIT =
      Map.of(
          "bytes_in", "in_bytes",
          "bytes_out", "out_bytes",
          "back_bytes_in", "back_in_bytes",
          "back_bytes_out", "back_out_bytes",
          "udp.bytes.in", "udp_in_bytes",
          "udp.bytes.out", "udp_out_bytes");

  private Names() {}

  /** Any text as the inner part of a name. */
  static String legal(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      out.append(letter || c == '_' || (c >= '0' && c <= '9') ? c : '_');
    }
    return out.isEmpty() ? "unnamed" : out.toString();
  }

  /** {@code sozu_<scope>_<name>} with the unit and the ending of the type. */
  static String conventional(Scope scope, Kind kind, String sozuName) {
    String name = WITH_UNIT.getOrDefault(sozuName, legal(sozuName));
    name = without(name, scope.id() + "_", true);
    name =
        switch (kind) {
          case COUNTER -> without(without(name, "_total", false), "_count", false) + "_total";
          case GAUGE -> gauge(name);
          case HISTOGRAM, SUMMARY ->
              without(without(name, "_histogram", false), "_ms", false) + "_seconds";
        };
    return "sozu_" + scope.id() + "_" + name;
  }

  /** Whether a gauge is told as a ratio. */
  static boolean percent(String sozuName) {
    return legal(sozuName).endsWith("_percent");
  }

  private static String gauge(String name) {
    if (name.endsWith("_percent")) {
      return without(name, "_percent", false) + "_ratio";
    }
    if (name.endsWith("_ms")) {
      return without(name, "_ms", false) + "_seconds";
    }
    for (String reserved : new String[] {"_total", "_count", "_sum", "_bucket", "_created"}) {
      if (name.endsWith(reserved)) {
        return name + "_now"; // these endings belong to other types
      }
    }
    return name;
  }

  /** The name that the Rust connector 0.3.0 gives, made legal. */
  static String rust(Scope scope, String sozuName) {
    String name = legal(sozuName);
    if (Character.isDigit(name.charAt(0))) {
      name = "_" + name;
    }
    return switch (scope) {
      case MAIN -> name + "_main";
      case PROXY -> name + "_total";
      case WORKER -> name + "_worker";
      default -> name;
    };
  }

  private static String without(String name, String part, boolean atStart) {
    if (name.length() <= part.length()) {
      return name;
    }
    if (atStart) {
      return name.startsWith(part) ? name.substring(part.length()) : name;
    }
    return name.endsWith(part) ? name.substring(0, name.length() - part.length()) : name;
  }
}
