package io.sozu.pki.internal.sozu;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Plan;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Step;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Unusable;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Sōzu what it serves, changes what is wrong, and asks again. Additions come before removals,
 * and what was sent is believed only when every worker serves it. Used by one thread.
 */
public final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  /**
   * As many as Sōzu loads at once without proxied traffic feeling it, and as many keys in memory.
   */
  private static final int PIECE = 200;

  /** What Sōzu says when there is nothing on a listener that could be replaced. */
  private static final String NOTHING_TO_REPLACE = "Did not find Certificate";

  private final Sozu sozu;
  private final Ledger ledger;
  private final Materials materials;
  private final Map<Slot, Standing> states = new HashMap<>();

  /** What Sōzu refused is not sent again before it is another one, or all is asked. */
  private final Map<Slot, String> refusedContents = new HashMap<>();

  /** One that knows nothing of Sōzu yet. */
  public Reconciler(Sozu sozu, Ledger ledger, Materials materials) {
    this.sozu = sozu;
    this.ledger = ledger;
    this.materials = materials;
  }

  /** How a certificate was when it was asked about last. */
  public @Nullable Standing state(Slot slot) {
    return states.get(slot);
  }

  /**
   * Makes Sōzu serve what it should.
   *
   * @param wants everything that it should serve
   * @param listeners that are active
   * @param all whether everything is asked; otherwise what is new, other or open
   * @param adopt whether what others put there is replaced, too
   * @return what was changed
   */
  public List<Step> reconcile(
      Collection<Want> wants, Map<String, SocketAddress> listeners, boolean all, boolean adopt) {
    Pass pass = new Pass(listeners);
    List<Want> asked = wants.stream().filter(want -> all || isOpen(want)).toList();
    Observed observed = pass.ask(asked);
    List<Step> steps = Plan.between(wants, asked, observed, ledger, adopt);
    Set<Want> changed = pass.perform(steps);
    judge(asked.stream().filter(want -> !changed.contains(want)).toList(), observed);
    judge(changed, pass.ask(changed));
    pass.remove(Plan.superfluous(wants, ledger));
    forget(wants);
    return steps;
  }

  /** Whether every one of these is served. */
  public boolean isInStep(Collection<Want> wants) {
    return wants.stream().allMatch(this::isServed);
  }

  /** Whether this one is. */
  public boolean isServed(Want want) {
    return Standing.SERVED.equals(states.get(want.slot()));
  }

  /** Whether some could not be brought to Sōzu that a second try may bring there. */
  public boolean hasOpen(Collection<Want> wants) {
    return wants.stream().anyMatch(want -> want.reading() != null && isOpen(want));
  }

  private boolean isOpen(Want want) {
    Standing state = states.get(want.slot());
    if (state == null || state.kind() == Standing.Kind.OPEN) {
      return true;
    }
    boolean refused = want.content().equals(refusedContents.get(want.slot()));
    return !refused && want.reading() != null && Plan.isDoubtful(want, ledger);
  }

  private void judge(Collection<Want> wants, Observed observed) {
    for (Want want : wants) {
      Standing before = states.get(want.slot());
      boolean refused = before != null && before.kind() == Standing.Kind.REFUSED;
      Set<String> instead = observed.instead(want);
      if (observed.isServed(want)) {
        if (want.reading() != null) {
          ledger.put(want.owned());
        }
        states.put(want.slot(), Standing.SERVED);
      } else if (!instead.isEmpty() && !refused) {
        states.put(
            want.slot(),
            new Standing(
                Standing.Kind.SHADOWED,
                "Sōzu serves " + instead + " for " + want.names() + ", which is not ours"));
      } else if (!refused && (before == null || before.kind() != Standing.Kind.OPEN)) {
        states.put(want.slot(), Standing.open("not served by every worker"));
      }
    }
  }

  private void forget(Collection<Want> wants) {
    Set<Slot> wanted = new HashSet<>();
    wants.forEach(want -> wanted.add(want.slot()));
    states.keySet().retainAll(wanted);
    refusedContents.keySet().retainAll(wanted);
  }

  /** One reconciliation. */
  private final class Pass {
    private final Map<String, SocketAddress> listeners;
    private final Set<String> troubled = new HashSet<>();

    Pass(Map<String, SocketAddress> listeners) {
      this.listeners = listeners;
    }

    Observed ask(Collection<Want> wants) {
      Set<String> names = new TreeSet<>();
      wants.forEach(want -> names.addAll(want.names()));
      return sozu.served(names, listeners.keySet());
    }

    /** Sends all steps, some at a time; gives what is to be asked about again. */
    Set<Want> perform(List<Step> steps) {
      Set<Want> changed = new LinkedHashSet<>();
      for (int from = 0; from < steps.size(); from += PIECE) {
        changed.addAll(piece(steps.subList(from, Math.min(steps.size(), from + PIECE))));
      }
      return changed;
    }

    private Set<Want> piece(List<Step> steps) {
      List<Step> sent = new ArrayList<>();
      List<Request> requests = new ArrayList<>();
      for (Step step : steps) {
        Request request = request(step);
        if (request != null) {
          sent.add(step);
          requests.add(request);
        }
      }
      // Before it is sent: what we are killed over is still ours.
      Map<Slot, Owned> before = new HashMap<>();
      for (Step step : sent) {
        Owned known = ledger.get(step.want().slot());
        if (known != null) {
          before.put(step.want().slot(), known);
        }
        ledger.put(step.want().owned());
      }
      ledger.flush();
      Set<Want> changed = new LinkedHashSet<>();
      List<Step> again = new ArrayList<>();
      List<Outcome> outcomes = sozu.apply(requests);
      for (int i = 0; i < sent.size(); i++) {
        Step step = sent.get(i);
        Outcome outcome = outcomes.get(i);
        if (outcome.verdict() == Verdict.REFUSED
            && step.old() != null
            && outcome.reason().contains(NOTHING_TO_REPLACE)) {
          again.add(step.added());
        } else if (settle(step, outcome, before.get(step.want().slot()))) {
          changed.add(step.want());
        }
      }
      if (!again.isEmpty()) {
        changed.addAll(piece(again));
      }
      ledger.flush();
      return changed;
    }

    private @Nullable Request request(Step step) {
      SocketAddress listener = listeners.get(step.want().slot().listener());
      if (listener == null) {
        return null;
      }
      try {
        return Requests.of(step, listener, materials.of(step.want()));
      } catch (Unusable e) {
        // It changed since it was looked at; it is looked at again soon.
        fail(step, Standing.open(e.fault().text()));
        return null;
      }
    }

    /** Whether Sōzu is to be asked what came of it. */
    private boolean settle(Step step, Outcome outcome, @Nullable Owned before) {
      Slot slot = step.want().slot();
      if (outcome.inForce()) {
        Slot old = step.old();
        if (old != null && !step.isRefresh()) {
          ledger.retire(old);
        }
        states.remove(slot);
        refusedContents.remove(slot);
        LOG.info("{}", step);
        return true;
      }
      if (outcome.verdict() == Verdict.REFUSED) {
        if (before == null) {
          ledger.drop(slot);
        } else {
          ledger.put(before);
        }
        refusedContents.put(slot, step.want().content());
        fail(step, new Standing(Standing.Kind.REFUSED, "Sōzu refuses it: " + outcome.reason()));
        return false;
      }
      fail(step, Standing.open(outcome.reason()));
      return true;
    }

    private void fail(Step step, Standing state) {
      Standing before = states.put(step.want().slot(), state);
      troubled.add(step.want().slot().listener());
      if (!state.equals(before)) {
        LOG.warn("could not {}: {}", step, state.words());
      }
    }

    /** Removes what is not wanted any more, unless its place may not be taken yet. */
    void remove(List<Slot> slots) {
      List<Slot> gone = new ArrayList<>();
      List<Request> requests = new ArrayList<>();
      for (Slot slot : slots) {
        SocketAddress listener = listeners.get(slot.listener());
        if (listener != null && !troubled.contains(slot.listener())) {
          gone.add(slot);
          requests.add(Requests.remove(listener, slot));
        }
      }
      if (gone.isEmpty()) {
        return;
      }
      List<Outcome> outcomes = sozu.apply(requests);
      for (int i = 0; i < gone.size(); i++) {
        if (outcomes.get(i).inForce()) {
          ledger.retire(gone.get(i));
          LOG.info("removed {}", gone.get(i));
        } else {
          LOG.warn("could not remove {}: {}", gone.get(i), outcomes.get(i).reason());
        }
      }
      ledger.flush();
    }
  }
}
