package io.sozu.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parses a page as strictly as the formats are written: families stand together, each with HELP and
 * TYPE before its lines, no series twice, histograms complete and cumulative. Throws on anything
 * else.
 */
public final class StrictPage {
  /** One line. */
  public record Line(String name, Map<String, String> labels, String value) {}

  /** One family. */
  public record Family(String name, String type, String help, List<Line> lines) {}

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

  private static final Family NONE = new Family("", "", "", List.of());

  private final boolean open;
  private final Map<String, Family> families = new LinkedHashMap<>();
  private final Set<String> sampleNames = new HashSet<>();

  private StrictPage(boolean open) {
    this.open = open;
  }

  public static Map<String, Family> text(String page) {
    return new StrictPage(false).parse(page);
  }

  public static Map<String, Family> openMetrics(String page) {
    check(page.endsWith("# EOF\n"), "no # EOF at the end");
    return new StrictPage(true).parse(page.substring(0, page.length() - "# EOF\n".length()));
  }

  /** The family of this name; it must be there. */
  public static Family family(Map<String, Family> page, String name) {
    Family family = page.get(name);
    if (family == null) {
      throw new AssertionError("no family " + name + " in " + page.keySet());
    }
    return family;
  }

  private Map<String, Family> parse(String page) {
    check(page.isEmpty() || page.endsWith("\n"), "the last line does not end");
    String help = "";
    Family family = NONE;
    for (String line : page.isEmpty() ? new String[0] : page.split("\n", -1)) {
      if (line.isEmpty()) {
        continue; // only after the last line feed, checked above and below
      }
      if (line.startsWith("# HELP ")) {
        check(help.isEmpty(), "HELP without TYPE");
        finish(family);
        family = NONE;
        help = line.substring("# HELP ".length());
      } else if (line.startsWith("# TYPE ")) {
        String[] parts = line.substring("# TYPE ".length()).split(" ", -1);
        check(parts.length == 2, line);
        check(help.startsWith(parts[0] + ' '), "TYPE without its HELP: " + line);
        family = family(parts[0], parts[1], help.substring(parts[0].length() + 1));
        help = "";
      } else {
        check(!family.equals(NONE) && help.isEmpty(), "a line outside of a family: " + line);
        family.lines().add(line(line));
      }
    }
    check(!page.contains("\n\n"), "an empty line");
    check(help.isEmpty(), "HELP without TYPE");
    finish(family);
    return families;
  }

  private Family family(String name, String type, String help) {
    check(NAME.matcher(name).matches(), "bad name " + name);
    check(
        List.of("counter", "gauge", "histogram", "summary", open ? "unknown" : "untyped")
            .contains(type),
        "bad type " + type);
    check(!help.isBlank(), "no help for " + name);
    escapes(help, open ? "\\n\"" : "\\n");
    Family family = new Family(name, type, help, new ArrayList<>());
    check(families.put(name, family) == null, "family twice: " + name);
    return family;
  }

  private Line line(String line) {
    int brace = line.indexOf('{');
    int space = line.lastIndexOf(' ');
    Map<String, String> labels = new LinkedHashMap<>();
    String name;
    if (brace < 0) {
      name = line.substring(0, space);
    } else {
      name = line.substring(0, brace);
      check(line.startsWith("} ", space - 1), "no end of labels: " + line);
      labels(line.substring(brace + 1, space - 1), labels);
    }
    String value = line.substring(space + 1);
    check(NAME.matcher(name).matches(), "bad name in: " + line);
    check(NUMBER.matcher(value).matches(), "bad value in: " + line);
    return new Line(name, labels, value);
  }

  private static void labels(String text, Map<String, String> labels) {
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf('=', at);
      String name = text.substring(at, equals);
      check(LABEL.matcher(name).matches(), "bad label " + name);
      check(text.charAt(equals + 1) == '"', "no quote in " + text);
      StringBuilder value = new StringBuilder();
      at = equals + 2;
      for (char c = text.charAt(at); c != '"'; c = text.charAt(++at)) {
        if (c == '\\') {
          char escaped = text.charAt(++at);
          check("\\\"n".indexOf(escaped) >= 0, "bad escape in " + text);
          value.append(escaped == 'n' ? '\n' : escaped);
        } else {
          value.append(c);
        }
      }
      check(labels.put(name, value.toString()) == null, "label twice: " + text);
      at++;
      if (at < text.length()) {
        check(text.charAt(at) == ',', "no comma in " + text);
        at++;
        check(at < text.length(), "comma at the end of " + text);
      }
    }
  }

  private void finish(Family family) {
    if (family.equals(NONE)) {
      return;
    }
    String name = family.name();
    check(!family.lines().isEmpty(), "family without lines: " + name);
    Set<String> allowed =
        switch (family.type()) {
          case "histogram" -> Set.of(name + "_bucket", name + "_sum", name + "_count");
          case "summary" -> Set.of(name, name + "_sum", name + "_count");
          case "counter" -> Set.of(open ? name + "_total" : name);
          default -> Set.of(name);
        };
    for (String sample : allowed) {
      check(sampleNames.add(sample), "two families have lines of " + sample);
    }
    Set<String> series = new HashSet<>();
    for (Line line : family.lines()) {
      check(allowed.contains(line.name()), line.name() + " does not belong to " + name);
      check(series.add(line.name() + line.labels()), "series twice: " + line);
    }
    if (family.type().equals("histogram")) {
      histogram(family);
    }
  }

  private static void histogram(Family family) {
    Map<Map<String, String>, Map<String, String>> buckets = new HashMap<>();
    Map<Map<String, String>, String> counts = new HashMap<>();
    Set<Map<String, String>> sums = new HashSet<>();
    for (Line line : family.lines()) {
      Map<String, String> labels = new LinkedHashMap<>(line.labels());
      String le = labels.remove("le");
      if (line.name().endsWith("_bucket")) {
        check(le != null, "bucket without le: " + line);
        buckets.computeIfAbsent(labels, l -> new LinkedHashMap<>()).put(le, line.value());
      } else {
        check(le == null, "le outside of a bucket: " + line);
        if (line.name().endsWith("_count")) {
          counts.put(labels, line.value());
        } else {
          sums.add(labels);
        }
      }
    }
    check(buckets.keySet().equals(counts.keySet()), "buckets without count in " + family.name());
    check(sums.equals(counts.keySet()), "no sum in " + family.name());
    Set<Set<String>> ladders = new HashSet<>();
    buckets.forEach(
        (labels, ladder) -> {
          ladders.add(ladder.keySet());
          double bound = -1;
          double upTo = 0;
          for (Map.Entry<String, String> step : ladder.entrySet()) {
            String le = step.getKey();
            double next = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
            check(next > bound, "bounds do not rise: " + ladder);
            bound = next;
            double count = Double.parseDouble(step.getValue());
            check(count >= upTo, "counts are not cumulative: " + ladder);
            upTo = count;
          }
          check(Double.isInfinite(bound), "no +Inf: " + ladder);
          check(Objects.equals(counts.get(labels), ladder.get("+Inf")), "+Inf is not the count");
        });
    check(ladders.size() == 1, "more than one ladder in " + family.name());
  }

  private static void escapes(String text, String allowed) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
        check(i < text.length() && allowed.indexOf(text.charAt(i)) >= 0, "bad escape: " + text);
      } else if (text.charAt(i) == '"') {
        check(allowed.indexOf('"') < 0, "quote not escaped: " + text);
      }
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
