package io.sozu.pki.internal.plan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides what may be removed because its files are gone: after a grace, and not too much at once
 * unless somebody lets it go. What is gone and still in its grace counts too, and so does what went
 * a few graces ago: a script that deletes one file after the other is as much of a mistake as one
 * that deletes all. Used by one thread.
 */
public final class Removals {
  /**
   * What becomes of certificates whose files are gone.
   *
   * @param kept those that stay for now
   * @param held those of them that wait for somebody to let them go; empty before a grace has ended
   * @param next when the next grace ends; {@link Instant#MAX} for none
   */
  public record Verdict(List<Owned> kept, List<Owned> held, Instant next) {
    public Verdict {
      kept = List.copyOf(kept);
      held = List.copyOf(held);
    }
  }

  /** What was let go counts for so many graces. */
  private static final int GRACES = 5;

  private final Clock clock;
  private final Map<Slot, Instant> goneSince = new HashMap<>();
  private final Set<Slot> held = new HashSet<>();
  private final Set<Slot> released = new HashSet<>();
  private final Map<Slot, Instant> letGo = new HashMap<>();

  /** How many were ours before the first of those went that count. */
  private int basis;

  /** Nothing is gone yet. */
  public Removals(Clock clock) {
    this.clock = clock;
  }

  /**
   * Judges everything that is ours and that no file demands any more.
   *
   * @param gone such certificates, whose files are known to be gone
   * @param total how many are ours
   */
  public Verdict judge(Collection<Owned> gone, int total, Duration grace, int percent, int least) {
    Instant now = clock.instant();
    Set<Slot> slots = new HashSet<>();
    gone.forEach(owned -> slots.add(owned.slot()));
    forget(slot -> !slots.contains(slot));
    letGo.values().removeIf(when -> when.plus(grace.multipliedBy(GRACES)).isBefore(now));
    if (letGo.isEmpty() && goneSince.isEmpty()) {
      basis = total;
    }
    List<Owned> young = new ArrayList<>();
    List<Owned> due = new ArrayList<>();
    Instant next = Instant.MAX;
    for (Owned owned : gone) {
      Instant end = goneSince.computeIfAbsent(owned.slot(), slot -> now).plus(grace);
      if (end.isAfter(now)) {
        young.add(owned);
        next = end.isBefore(next) ? end : next;
      } else if (!released.contains(owned.slot())) {
        due.add(owned);
      }
    }
    List<Owned> unreleased =
        gone.stream().filter(owned -> !released.contains(owned.slot())).toList();
    held.clear();
    if (due.isEmpty() || countWith(unreleased) <= Math.max(least, (long) basis * percent / 100)) {
      due.forEach(owned -> letGo.putIfAbsent(owned.slot(), now));
      return new Verdict(young, List.of(), next);
    }
    unreleased.forEach(owned -> held.add(owned.slot()));
    List<Owned> kept = new ArrayList<>(young);
    kept.addAll(due);
    return new Verdict(kept, unreleased, next);
  }

  /** How many these are, with those that went lately. */
  private int countWith(List<Owned> unreleased) {
    Set<Slot> all = new HashSet<>(letGo.keySet());
    unreleased.forEach(owned -> all.add(owned.slot()));
    return all.size();
  }

  /** Lets go of what is held. */
  public int release() {
    released.addAll(held);
    return held.size();
  }

  private void forget(Predicate<Slot> which) {
    goneSince.keySet().removeIf(which);
    released.removeIf(which);
  }
}
