package io.sozu.metrics.internal.convert;

import io.sozu.metrics.Scheme;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All families of a page, by what they tell; gives each a name of its own. Thread-safe. Lives as
 * long as the connector, so that names do not move between scrapes: of two metrics that would get
 * the same name, the first one seen keeps it and the other one's ends in a hash of Sōzu's name.
 */
public final class Families {
  /** Most families. Sōzu 2.3.3 has under 400 names; more than this is not Sōzu. */
  static final int MOST = 4096;

  private record Key(Scope scope, String sozuName, Kind kind, boolean millis) {}

  private final Scheme scheme;
  private final Ladder coarse;
  private final Map<Key, Family> families = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * A page without families.
   *
   * @param coarse the buckets of clusters and backends
   * @param own the connector's own families, whose names nobody else gets
   */
  public Families(Scheme scheme, Ladder coarse, List<Family> own) {
    this.scheme = scheme;
    this.coarse = coarse;
    own.forEach(family -> taken.addAll(occupied(family)));
  }

  /** The scheme of the names. */
  public Scheme scheme() {
    return scheme;
  }

  /**
   * The family of a metric, made when it is not there yet; null when there are too many.
   *
   * @param millis whether it is a gauge of milliseconds
   */
  synchronized @Nullable Family of(Scope scope, String sozuName, Kind kind, boolean millis) {
    // The Rust connector has clusters and backends in one family.
    Scope where = scheme == Scheme.RUST && scope == Scope.BACKEND ? Scope.CLUSTER : scope;
    Key key = new Key(where, sozuName, kind, millis);
    Family known = families.get(key);
    if (known != null) {
      return known;
    }
    if (families.size() >= MOST) {
      return null;
    }
    Family made = make(key, plainName(key, ""));
    if (occupied(made).stream().anyMatch(taken::contains)) {
      String hash = "_x" + Integer.toHexString(key.toString().hashCode());
      made = make(key, plainName(key, hash));
      for (int i = 2; occupied(made).stream().anyMatch(taken::contains); i++) {
        made = make(key, plainName(key, hash + '_' + i));
      }
    }
    taken.addAll(occupied(made));
    families.put(key, made);
    return made;
  }

  private String plainName(Key key, String suffix) {
    String name = key.sozuName() + suffix;
    return scheme == Scheme.RUST
        ? Names.rust(key.scope(), name)
        : Names.conventional(key.scope(), key.kind(), name + (key.millis() ? "_ms" : ""));
  }

  private Family make(Key key, String name) {
    boolean conventional = scheme == Scheme.SOZU;
    Kind kind = key.kind();
    int scale = 1;
    if (conventional && (kind.distribution() || key.millis())) {
      scale = 1000;
    } else if (conventional && kind == Kind.GAUGE && Names.percent(key.sozuName())) {
      scale = 100;
    }
    Ladder ladder = Ladder.NONE;
    if (kind == Kind.HISTOGRAM) {
      boolean many = key.scope() == Scope.CLUSTER || key.scope() == Scope.BACKEND;
      ladder = !conventional ? Ladder.RAW : many ? coarse : Ladder.FINE;
    }
    return new Family(
        key.scope(),
        kind,
        name,
        key.sozuName(),
        Help.of(key.scope(), kind, key.sozuName(), conventional),
        scale,
        ladder,
        conventional);
  }

  /** The names of its lines, and the name that OpenMetrics knows it by. */
  private static List<String> occupied(Family family) {
    String name = family.name();
    return switch (family.kind()) {
      case COUNTER ->
          family.conventional() && name.endsWith("_total")
              ? List.of(
                  name,
                  name.substring(0, name.length() - "_total".length()),
                  name.substring(0, name.length() - "_total".length()) + "_created")
              : List.of(name);
      case GAUGE -> List.of(name);
      case HISTOGRAM, SUMMARY ->
          List.of(name, name + "_bucket", name + "_sum", name + "_count", name + "_created");
    };
  }
}
