package io.sozu.pki.internal.plan;

import io.sozu.client.config.Addresses;
import io.sozu.pki.internal.plan.Routing.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads which names are for which listeners: {@code *.internal.example = 10.0.0.1:443} on each
 * line, with several listeners between commas. Lines that begin with # are for people.
 */
public final class MappingFile {
  private MappingFile() {}

  /**
   * The rules in their order.
   *
   * @throws IOException naming the file, the line and what is wrong
   */
  public static List<Rule> read(Path file) throws IOException {
    List<Rule> rules = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        rules.add(rule(file + ":" + number, line));
      }
    }
    return rules;
  }

  private static Rule rule(String place, String line) throws IOException {
    String[] sides = line.split("=", -1);
    List<String> listeners = sides.length == 2 ? listeners(place, sides[1]) : List.of();
    if (listeners.isEmpty() || sides[0].isBlank()) {
      throw new IOException(place + ": must be a name, =, and listeners such as 0.0.0.0:443");
    }
    return new Rule(sides[0].strip().toLowerCase(Locale.ROOT), listeners);
  }

  private static List<String> listeners(String place, String side) throws IOException {
    try {
      return Arrays.stream(side.split(",", -1))
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .map(text -> Addresses.normal("listener", text))
          .toList();
    } catch (IllegalArgumentException e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    }
  }
}
