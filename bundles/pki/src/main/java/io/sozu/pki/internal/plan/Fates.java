package io.sozu.pki.internal.plan;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import io.sozu.pki.internal.read.Pair;
import io.sozu.pki.internal.read.Reading;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of certificates that are ours and that no file demands where they are.
 *
 * @param kept their files are there and cannot be used now: they stay
 * @param unseen their folder is empty, away or cannot be listed, or the system cannot write their
 *     path: they stay
 * @param gone their files are gone, or are for other names or listeners now: they may be removed
 */
public record Fates(List<Owned> kept, List<Owned> unseen, List<Owned> gone) {
  public Fates {
    kept = List.copyOf(kept);
    unseen = List.copyOf(unseen);
    gone = List.copyOf(gone);
  }

  /**
   * Tells them apart. One whose file has a renewed certificate, or whose names all have one that is
   * not older on its listener, is none of them: its place is taken. Older ones are no reason to let
   * a newer one go whose file is half written or away for a moment.
   *
   * @param current what is ours
   * @param demanded what the files demand
   * @param active listeners that Sōzu has; what is on others cannot be changed
   * @param isBlind whether nothing can be told from what is not there
   * @param troubles folders that could not be listed
   * @param lost what Sōzu serves no longer: an older one may take its place
   */
  public static Fates of(
      Collection<Owned> current,
      Collection<Want> demanded,
      Set<String> active,
      Collection<Reading> readings,
      boolean isBlind,
      List<Fault> troubles,
      Predicate<Slot> lost) {
    Map<String, Reading> sources = new HashMap<>();
    readings.forEach(one -> sources.put(one.source().certificate().toString(), one));
    Set<Slot> slots = new HashSet<>();
    Map<String, Map<String, Instant>> ages = new HashMap<>();
    for (Want want : demanded) {
      slots.add(want.slot());
      Map<String, Instant> here =
          ages.computeIfAbsent(want.slot().listener(), key -> new HashMap<>());
      want.names().forEach(name -> here.put(name, want.notBefore()));
    }
    List<Owned> kept = new ArrayList<>();
    List<Owned> unseen = new ArrayList<>();
    List<Owned> gone = new ArrayList<>();
    for (Owned owned : current) {
      String listener = owned.slot().listener();
      Reading reading = sources.get(owned.source());
      Map<String, Instant> taken = ages.getOrDefault(listener, Map.of());
      if (slots.contains(owned.slot())
          || !active.contains(listener)
          || isRenewed(owned, reading, taken.keySet())
          || isTaken(owned, taken, hasExpired(reading) || lost.test(owned.slot()))) {
        continue;
      }
      if (reading == null && (isBlind || isHidden(owned.source(), troubles))) {
        unseen.add(owned);
      } else if (reading != null && reading.pair() == null) {
        kept.add(owned);
      } else {
        gone.add(owned);
      }
    }
    return new Fates(kept, unseen, gone);
  }

  /**
   * Whether its file has another certificate for one of its names, also an older one: a rollback.
   * One for other names, or for other listeners, is not the same certificate renewed.
   */
  private static boolean isRenewed(Owned owned, @Nullable Reading reading, Set<String> namesHere) {
    Pair pair = reading == null ? null : reading.pair();
    return pair != null
        && !pair.fingerprint().equals(owned.slot().fingerprint())
        && owned.names().stream()
            .anyMatch(name -> pair.names().contains(name) && namesHere.contains(name));
  }

  private static boolean hasExpired(@Nullable Reading reading) {
    Fault fault = reading == null ? null : reading.fault();
    return fault != null && fault.cause() == Cause.EXPIRED;
  }

  private static boolean isTaken(Owned owned, Map<String, Instant> taken, boolean alsoByOlder) {
    return owned.names().stream()
        .map(taken::get)
        .allMatch(age -> age != null && (alsoByOlder || !age.isBefore(owned.notBefore())));
  }

  private static boolean isHidden(String source, List<Fault> troubles) {
    Path file;
    try {
      file = Path.of(source);
    } catch (InvalidPathException e) {
      // Noted when the system's character set had its letters: nobody can tell whether it is there.
      return true;
    }
    return troubles.stream().anyMatch(trouble -> file.startsWith(trouble.file()));
  }
}
