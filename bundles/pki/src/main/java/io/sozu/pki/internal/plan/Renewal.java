package io.sozu.pki.internal.plan;

import io.sozu.pki.internal.read.Pair;
import io.sozu.pki.internal.read.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What should be served when some certificates were renewed and nothing else has changed: what
 * {@link Desired} would give, without going through a large folder for one of them.
 */
public final class Renewal {
  private Renewal() {}

  /**
   * What should be served, where that is plain: each renewed one had all its names everywhere, so
   * that one which is newer has them, too.
   *
   * @param before what should be served until now
   * @param renewed what was read, by what was read before; known by identity
   * @param active listeners that Sōzu has
   * @return nothing where another certificate may have a say
   */
  public static Optional<List<Want>> of(
      List<Want> before,
      IdentityHashMap<Reading, Reading> renewed,
      Routing routing,
      Set<String> active) {
    List<Want> wants = new ArrayList<>(before.size());
    Set<Slot> slots = new HashSet<>();
    long fresh = 0;
    for (Want want : before) {
      Reading old = want.reading();
      Reading now = old == null ? null : renewed.get(old);
      if (old == null || now == null) {
        wants.add(want);
        slots.add(want.slot());
        continue;
      }
      Pair pair = now.pair();
      if (pair == null || !pair.notBefore().isAfter(want.notBefore())) {
        return Optional.empty();
      }
      List<String> names = names(routing, pair, want.slot().listener(), active);
      Slot slot = new Slot(want.slot().listener(), pair.fingerprint());
      if (!names.equals(want.names())) {
        return Optional.empty();
      }
      wants.add(Desired.want(slot, names, now, pair));
      slots.add(slot);
      fresh++;
    }
    // The same certificate twice is one, which only all of them tell.
    return fresh == places(renewed, routing, active) && slots.size() == wants.size()
        ? Optional.of(wants)
        : Optional.empty();
  }

  private static List<String> names(
      Routing routing, Pair pair, String listener, Set<String> active) {
    return List.copyOf(new TreeSet<>(routing.names(pair, listener, active)));
  }

  /** How many there are when each is on every listener that it is for. */
  private static long places(
      IdentityHashMap<Reading, Reading> renewed, Routing routing, Set<String> active) {
    long places = 0;
    for (Reading reading : renewed.values()) {
      Pair pair = reading.pair();
      places +=
          active.stream()
              .filter(listener -> pair != null && !routing.names(pair, listener, active).isEmpty())
              .count();
    }
    return places;
  }
}
