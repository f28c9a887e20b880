package io.sozu.pki.internal.sozu;

import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.pki.internal.plan.Plan;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Step;
import io.sozu.pki.internal.plan.Want;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How everything that should be served is, as far as we know. Used by one thread. */
final class Standings {
  private static final Logger LOG = LoggerFactory.getLogger(Standings.class);

  private final Ledger ledger;
  private final Map<Slot, Standing> standings = new HashMap<>();

  /** What nobody can send now, and no worker serves. */
  private final Set<Slot> lost = new HashSet<>();

  /** What Sōzu refused is not sent again before it is another one, or all is asked. */
  private final Map<Slot, String> refusedContents = new HashMap<>();

  Standings(Ledger ledger) {
    this.ledger = ledger;
  }

  @Nullable Standing of(Slot slot) {
    return standings.get(slot);
  }

  boolean isServed(Want want) {
    return Standing.SERVED.equals(standings.get(want.slot()));
  }

  /** Whether it is gone from Sōzu while its files cannot be used. */
  boolean isLost(Slot slot) {
    return lost.contains(slot);
  }

  /** Whether it was not brought to Sōzu, as far as is known. */
  boolean isMissing(Want want) {
    Standing standing = standings.get(want.slot());
    return standing != null
        && (standing.kind() == Standing.Kind.OPEN || standing.kind() == Standing.Kind.REFUSED);
  }

  /** Whether there is something to ask or to send. */
  boolean isOpen(Want want) {
    Standing standing = standings.get(want.slot());
    if (standing == null || standing.kind() == Standing.Kind.OPEN) {
      return true;
    }
    boolean refused = want.content().equals(refusedContents.get(want.slot()));
    return !refused && want.reading() != null && Plan.isDoubtful(want, ledger);
  }

  /** Takes what Sōzu serves for the truth about these. */
  void judge(Collection<Want> wants, Observed observed) {
    for (Want want : wants) {
      Slot slot = want.slot();
      Standing before = standings.get(slot);
      Set<String> instead = observed.instead(want);
      if (want.reading() == null && !observed.shows(want)) {
        lost.add(slot);
      } else {
        lost.remove(slot);
      }
      if (observed.isServed(want)) {
        if (want.reading() != null) {
          ledger.put(want.owned());
        }
        standings.put(slot, Standing.SERVED);
      } else if (!instead.isEmpty() && !isOurs(slot.listener(), instead)) {
        standings.put(slot, shadowed(want, instead));
      } else if (before == null || before.kind() != Standing.Kind.OPEN) {
        standings.put(slot, Standing.open("not served by every worker"));
      }
    }
  }

  /** Whether others hid it when it was asked about last, and the same ones do now. */
  boolean isHidden(Want want, Observed observed) {
    return shadowed(want, observed.instead(want)).equals(standings.get(want.slot()));
  }

  private static Standing shadowed(Want want, Set<String> instead) {
    String words = "Sōzu serves " + instead + " for " + want.names() + ", which is not ours";
    return new Standing(Standing.Kind.SHADOWED, words);
  }

  /** Whether all of these will make room sooner or later. */
  private boolean isOurs(String listener, Set<String> fingerprints) {
    return fingerprints.stream().allMatch(one -> ledger.get(new Slot(listener, one)) != null);
  }

  /** It is in force, Sōzu says; asking has yet to show it. */
  void taken(Slot slot) {
    standings.remove(slot);
    refusedContents.remove(slot);
  }

  void refused(Step step, String reason) {
    refusedContents.put(step.want().slot(), step.want().content());
    note(step, new Standing(Standing.Kind.REFUSED, "Sōzu refuses it: " + reason));
  }

  void open(Step step, String reason) {
    note(step, Standing.open(reason));
  }

  private void note(Step step, Standing standing) {
    if (!standing.equals(standings.put(step.want().slot(), standing))) {
      LOG.warn("could not {}: {}", step, standing.words());
    }
  }

  /** Forgets all others. */
  void retain(Set<Slot> wanted) {
    standings.keySet().retainAll(wanted);
    refusedContents.keySet().retainAll(wanted);
    lost.retainAll(wanted);
  }
}
