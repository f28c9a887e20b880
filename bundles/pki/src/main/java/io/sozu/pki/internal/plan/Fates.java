package io.sozu.pki.internal.plan;

import io.sozu.pki.Fault;
import io.sozu.pki.internal.read.Pair;
import io.sozu.pki.internal.read.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of certificates that are ours and that no file demands where they are.
 *
 * @param kept their files are there and cannot be used now: they stay
 * @param unseen their folder is empty, away or cannot be listed: they stay
 * @param gone their files are gone, or are for other listeners now: they may be removed
 */
public record Fates(List<Owned> kept, List<Owned> unseen, List<Owned> gone) {
  public Fates {
    kept = List.copyOf(kept);
    unseen = List.copyOf(unseen);
    gone = List.copyOf(gone);
  }

  /**
   * Tells them apart. One whose file has another good certificate, or whose names all have another
   * one on its listener, is none of them: its place is taken.
   *
   * @param current what is ours
   * @param demanded what the files demand
   * @param active listeners that Sōzu has; what is on others cannot be changed
   * @param isBlind whether nothing can be told from what is not there
   * @param troubles folders that could not be listed
   */
  public static Fates of(
      Collection<Owned> current,
      Collection<Want> demanded,
      Set<String> active,
      Collection<Reading> readings,
      boolean isBlind,
      List<Fault> troubles) {
    Map<String, Reading> sources = new HashMap<>();
    readings.forEach(one -> sources.put(one.source().certificate().toString(), one));
    Set<Slot> slots = new HashSet<>();
    Map<String, Set<String>> names = new HashMap<>();
    for (Want want : demanded) {
      slots.add(want.slot());
      names.computeIfAbsent(want.slot().listener(), key -> new HashSet<>()).addAll(want.names());
    }
    List<Owned> kept = new ArrayList<>();
    List<Owned> unseen = new ArrayList<>();
    List<Owned> gone = new ArrayList<>();
    for (Owned owned : current) {
      String listener = owned.slot().listener();
      Reading reading = sources.get(owned.source());
      if (slots.contains(owned.slot())
          || !active.contains(listener)
          || isRenewed(owned, reading)
          || names.getOrDefault(listener, Set.of()).containsAll(owned.names())) {
        continue;
      }
      if (reading == null && (isBlind || isBelow(Path.of(owned.source()), troubles))) {
        unseen.add(owned);
      } else if (reading != null && reading.pair() == null) {
        kept.add(owned);
      } else {
        gone.add(owned);
      }
    }
    return new Fates(kept, unseen, gone);
  }

  private static boolean isRenewed(Owned owned, @Nullable Reading reading) {
    Pair pair = reading == null ? null : reading.pair();
    return pair != null && !pair.fingerprint().equals(owned.slot().fingerprint());
  }

  private static boolean isBelow(Path file, List<Fault> troubles) {
    return troubles.stream().anyMatch(trouble -> file.startsWith(trouble.file()));
  }
}
