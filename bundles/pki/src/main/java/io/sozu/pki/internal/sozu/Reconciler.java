package io.sozu.pki.internal.sozu;

import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Plan;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Step;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Readers;
import io.sozu.pki.internal.sozu.Heirs.Loss;
import io.sozu.protocol.command.SocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks Sōzu what it serves, changes what is wrong, and asks again. Additions come before removals,
 * and what was sent is believed only when every worker serves it. Used by one thread.
 */
public final class Reconciler {
  private final Sozu sozu;
  private final Ledger ledger;
  private final Materials materials;
  private final Readers readers;
  private final Clock clock;
  private final Standings standings;

  /** One that knows nothing of Sōzu yet. */
  public Reconciler(Sozu sozu, Ledger ledger, Materials materials, Readers readers, Clock clock) {
    this.sozu = sozu;
    this.ledger = ledger;
    this.materials = materials;
    this.readers = readers;
    this.clock = clock;
    this.standings = new Standings(ledger);
  }

  /** How a certificate was when it was asked about last. */
  public @Nullable Standing state(Slot slot) {
    return standings.of(slot);
  }

  /** Fills a Sōzu that serves nothing, before it is known what else it should serve. */
  public Ahead ahead(Map<String, SocketAddress> listeners) {
    return new Ahead(new Sending(sozu, ledger, materials, readers, standings, listeners));
  }

  /**
   * Makes Sōzu serve what it should.
   *
   * @param wants everything that it should serve
   * @param listeners that are active
   * @param all whether everything is asked; otherwise what is new, other or open
   * @param adopt whether what others put there is replaced, too
   * @param others connectors, whose certificates stay as they are
   * @return what was to be changed
   */
  public List<Step> reconcile(
      Collection<Want> wants,
      Map<String, SocketAddress> listeners,
      boolean all,
      boolean adopt,
      Others others) {
    List<Want> asked = wants.stream().filter(want -> all || standings.isOpen(want)).toList();
    Set<Slot> wanted = wants.stream().map(Want::slot).collect(Collectors.toSet());
    List<Owned> former = all ? former(wanted) : List.of();
    Set<String> names = Want.names(asked);
    former.forEach(owned -> names.addAll(owned.names()));
    Observed observed = sozu.served(names, listeners.keySet());
    List<Step> planned =
        Plan.between(
            wanted,
            asked,
            observed,
            ledger,
            adopt,
            others,
            want -> standings.isHidden(want, observed));
    Heirs heirs = new Heirs(sozu, others, listeners.keySet());
    Sending sending = new Sending(sozu, ledger, materials, readers, standings, listeners);
    List<Step> steps = taking(planned, others);
    try {
      sending.send(steps.stream().filter(step -> !step.drops()).toList());
      List<Step> drops = steps.stream().filter(Step::drops).toList();
      sending.send(mayDrop(drops, wants, sending, others, heirs));
    } finally {
      others.taken();
    }
    judge(asked, observed, sending, listeners.keySet());
    Set<Slot> superfluous = new LinkedHashSet<>(Plan.superfluous(wanted, ledger));
    Set<Slot> replaced = steps.stream().map(Step::old).collect(Collectors.toSet());
    List<Slot> returned = Plan.returned(former, observed);
    returned.stream().filter(slot -> !replaced.contains(slot)).forEach(superfluous::add);
    if (!superfluous.isEmpty()) {
      new Removing(sozu, ledger, listeners, others, heirs)
          .remove(superfluous, new NamesOf(wants, want -> !standings.isServed(want)));
    }
    standings.retain(wanted);
    wants.forEach(this::noteMove);
    if (all) {
      Set<Slot> unserved = former.stream().map(Owned::slot).collect(Collectors.toSet());
      returned.forEach(unserved::remove);
      new Forgetting(sozu, ledger, listeners, others).forget(unserved, clock.instant());
    }
    // Also what could not be written before, though nothing was sent now.
    ledger.flush();
    return steps;
  }

  /** Begins to take away what these replace; what another one wants by now is not replaced. */
  private static List<Step> taking(List<Step> planned, Others others) {
    Set<Slot> old = new HashSet<>();
    planned.stream().filter(Step::takes).forEach(step -> old.add(step.old()));
    Set<Slot> mine = others.take(old);
    return planned.stream()
        .map(step -> step.takes() && !mine.contains(step.old()) ? step.added() : step)
        .toList();
  }

  /** What was only moved is not asked about; its files are looked for where they are now. */
  private void noteMove(Want want) {
    Owned owned = ledger.get(want.slot());
    if (owned != null
        && !owned.source().equals(want.source())
        && !Plan.isDoubtful(want, ledger)
        && standings.isServed(want)) {
      ledger.put(want.owned());
    }
  }

  /** What was ours and is neither wanted nor, as far as we know, there. */
  private List<Owned> former(Set<Slot> wanted) {
    return ledger.all().stream()
        .filter(owned -> owned.retired() && !wanted.contains(owned.slot()))
        .toList();
  }

  /**
   * Those that take no name away from a certificate whose successor for that name did not get to
   * Sōzu. Successors that wait here themselves are no reason, or two would wait for each other.
   */
  private List<Step> mayDrop(
      List<Step> steps, Collection<Want> wants, Sending sending, Others others, Heirs heirs) {
    if (steps.isEmpty()) {
      return steps;
    }
    Set<Slot> here = steps.stream().map(step -> step.want().slot()).collect(Collectors.toSet());
    NamesOf missing =
        new NamesOf(wants, want -> standings.isMissing(want) && !here.contains(want.slot()));
    Map<Step, Loss> losses = new LinkedHashMap<>();
    steps.forEach(step -> losses.put(step, loss(step, others)));
    heirs.noteMissing(losses.values(), missing);
    List<Step> free = new ArrayList<>();
    losses.forEach(
        (step, loss) -> {
          if (missing.hasAny(loss.slot().listener(), loss.names())) {
            sending.postpone(step, "it waits until others are served for names of " + loss.names());
          } else {
            free.add(step);
          }
        });
    return free;
  }

  private Loss loss(Step step, Others others) {
    Slot slot = step.old() == null ? step.want().slot() : step.old();
    Owned old = ledger.get(slot) == null ? others.leaving(slot) : ledger.get(slot);
    List<String> lost = new ArrayList<>(old == null ? List.of() : old.names());
    lost.removeAll(step.want().names());
    return new Loss(slot, lost);
  }

  private void judge(List<Want> asked, Observed observed, Sending sending, Set<String> listeners) {
    List<Want> again = new ArrayList<>();
    List<Want> untouched = new ArrayList<>();
    for (Want want : asked) {
      if (sending.isUncertain(want.slot())) {
        again.add(want);
      } else if (!sending.hasFailed(want.slot())) {
        untouched.add(want);
      }
    }
    standings.judge(untouched, observed);
    if (!again.isEmpty()) {
      standings.judge(again, sozu.served(Want.names(again), listeners));
    }
  }

  /** Whether every one of these is served. */
  public boolean isInStep(Collection<Want> wants) {
    return wants.stream().allMatch(this::isServed);
  }

  /** Whether this one is. */
  public boolean isServed(Want want) {
    return standings.isServed(want);
  }

  /**
   * Whether Sōzu has lost one whose files cannot be used now: an older one is better than none
   * then.
   */
  public boolean isLost(Slot slot) {
    return standings.isLost(slot);
  }

  /** Whether some could not be brought to Sōzu that a second look may bring there. */
  public boolean hasOpen(Collection<Want> wants) {
    return wants.stream()
        .anyMatch(want -> want.reading() == null ? isLost(want.slot()) : standings.isOpen(want));
  }
}
