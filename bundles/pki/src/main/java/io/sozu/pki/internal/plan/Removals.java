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
 * unless somebody lets it go. Used by one thread.
 */
public final class Removals {
  /**
   * What becomes of certificates whose files are gone.
   *
   * @param kept those that stay for now
   * @param held those of them that wait for somebody to let them go
   * @param next when the next grace ends; {@link Instant#MAX} for none
   */
  public record Verdict(List<Owned> kept, List<Owned> held, Instant next) {
    public Verdict {
      kept = List.copyOf(kept);
      held = List.copyOf(held);
    }
  }

  private final Clock clock;
  private final Map<Slot, Instant> goneSince = new HashMap<>();
  private final Set<Slot> held = new HashSet<>();
  private final Set<Slot> released = new HashSet<>();

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
    List<Owned> kept = new ArrayList<>();
    List<Owned> due = new ArrayList<>();
    Instant next = Instant.MAX;
    for (Owned owned : gone) {
      slots.add(owned.slot());
      Instant end = goneSince.computeIfAbsent(owned.slot(), slot -> now).plus(grace);
      if (end.isAfter(now)) {
        kept.add(owned);
        next = end.isBefore(next) ? end : next;
      } else {
        due.add(owned);
      }
    }
    forget(slot -> !slots.contains(slot));
    List<Owned> fresh = due.stream().filter(owned -> !released.contains(owned.slot())).toList();
    boolean tooMuch = fresh.size() > Math.max(least, (long) total * percent / 100);
    held.clear();
    if (tooMuch) {
      fresh.forEach(owned -> held.add(owned.slot()));
      kept.addAll(fresh);
    }
    return new Verdict(kept, tooMuch ? fresh : List.of(), next);
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
