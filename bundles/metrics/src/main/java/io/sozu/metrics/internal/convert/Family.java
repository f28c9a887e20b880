package io.sozu.metrics.internal.convert;

/**
 * One metric family.
 *
 * @param scope what its series tell about
 * @param kind its type
 * @param name as in its lines, with {@code _total} where it has it; unique on a page
 * @param sozuName Sōzu's own name, or empty for the connector's families
 * @param help its HELP line, not escaped
 * @param scale what a raw value is divided by: 1,000 for milliseconds told in seconds, 100 for
 *     percent told as a ratio, otherwise 1
 * @param ladder its buckets; {@link Ladder#NONE} unless it is a histogram
 * @param conventional whether its name follows OpenMetrics's rules for its type; the names of the
 *     Rust connector do not, so there they are of unknown type
 */
public record Family(
    Scope scope,
    Kind kind,
    String name,
    String sozuName,
    String help,
    int scale,
    Ladder ladder,
    boolean conventional)
    implements Comparable<Family> {

  /** A family of the connector itself. */
  public static Family own(Kind kind, String name, String help) {
    return own(kind, name, help, 1);
  }

  /** A family of the connector itself, with scaled values. */
  public static Family own(Kind kind, String name, String help, int scale) {
    return new Family(Scope.CONNECTOR, kind, name, "", help, scale, Ladder.NONE, true);
  }

  /** A histogram of the connector itself. */
  public static Family ownHistogram(String name, String help, int scale, Ladder ladder) {
    return new Family(Scope.CONNECTOR, Kind.HISTOGRAM, name, "", help, scale, ladder, true);
  }

  @Override
  public int compareTo(Family other) {
    int byScope = scope.compareTo(other.scope);
    return byScope != 0 ? byScope : name.compareTo(other.name);
  }

  // Names are unique on a page, so identity by name and scope is enough and quick in maps.
  @Override
  public boolean equals(Object other) {
    return other instanceof Family that && that.scope == scope && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
