package io.sozu.itests.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result: a line a comparison. */
final class Table {
  private static final String FORMAT = "| %-44s | %14s | %14s | %-24s | %7s | %-9s | %-4s |";

  private final List<String> lines = new ArrayList<>();

  Table() {
    add(String.format(FORMAT, "what", "ours", "peer", "peer is", "ratio", "wanted", ""));
    add(
        String.format(FORMAT, "---", "---:", "---:", "---", "---:", "---", "---")
            .replace(' ', '-'));
  }

  /** A comparison where less is better. */
  void atMost(
      String what,
      double ours,
      double peer,
      String unit,
      String name,
      double ratio,
      double wanted) {
    row(what, ours, peer, unit, name, ratio, "≤ " + wanted, ratio <= wanted);
  }

  /** A comparison where more is better. */
  void atLeast(
      String what,
      double ours,
      double peer,
      String unit,
      String name,
      double ratio,
      double wanted) {
    row(what, ours, peer, unit, name, ratio, "≥ " + wanted, ratio >= wanted);
  }

  /** A figure that must stay below a limit, whatever the other one is. */
  void limit(String what, double ours, double peer, String unit, String name, double wanted) {
    row(what, ours, peer, unit, name, ours / peer, "< " + wanted + " " + unit, ours < wanted);
  }

  /** A figure that must reach a limit, whatever the other one is. */
  void floor(String what, double ours, double peer, String unit, String name, double wanted) {
    row(
        what,
        ours,
        peer,
        unit,
        name,
        ours / peer,
        String.format(Locale.ROOT, "≥ %.0f", wanted),
        ours >= wanted);
  }

  /** A comparison that is there to be seen. */
  void beside(String what, double ours, double peer, String unit, String name, double ratio) {
    row(what, ours, peer, unit, name, ratio, "", true);
  }

  private void row(
      String what,
      double ours,
      double peer,
      String unit,
      String name,
      double ratio,
      String wanted,
      boolean met) {
    add(
        String.format(
            Locale.ROOT,
            FORMAT,
            what,
            number(ours) + " " + unit,
            number(peer) + " " + unit,
            name,
            String.format(Locale.ROOT, "%.2f", ratio),
            wanted,
            wanted.isEmpty() ? "" : met ? "met" : "MISSED"));
  }

  private void add(String line) {
    lines.add(line);
    System.out.println(line);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1000 ? "%.1f" : "%,.0f", value);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
