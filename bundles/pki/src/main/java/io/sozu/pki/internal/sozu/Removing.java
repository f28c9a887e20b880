package io.sozu.pki.internal.sozu;

import io.sozu.client.Outcome;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Plan;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.sozu.Heirs.Loss;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is not wanted any more, when everything that takes its place is served. */
final class Removing {
  private static final Logger LOG = LoggerFactory.getLogger(Removing.class);

  /** More removals than these are told in one line. */
  private static final int FEW = 20;

  private final Sozu sozu;
  private final Ledger ledger;
  private final Map<String, SocketAddress> listeners;

  private final Others others;
  private final Heirs heirs;

  Removing(
      Sozu sozu, Ledger ledger, Map<String, SocketAddress> listeners, Others others, Heirs heirs) {
    this.sozu = sozu;
    this.ledger = ledger;
    this.listeners = listeners;
    this.others = others;
    this.heirs = heirs;
  }

  /**
   * Removes these, and asks whether they are gone. What another connector wants is its own from now
   * on.
   *
   * @param unserved names that what is wanted is not served for: what is not wanted stays there
   */
  void remove(Collection<Slot> slots, NamesOf unserved) {
    List<Owned> ours = slots.stream().map(ledger::get).filter(Objects::nonNull).toList();
    heirs.noteMissing(
        ours.stream().map(owned -> new Loss(owned.slot(), owned.names())).toList(), unserved);
    Set<Slot> free = others.take(slots);
    try {
      remove(ours, free, unserved);
    } finally {
      others.taken();
    }
    ledger.flush();
  }

  private void remove(List<Owned> ours, Set<Slot> free, NamesOf unserved) {
    List<Owned> tried = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (Owned owned : ours) {
      Slot slot = owned.slot();
      SocketAddress listener = listeners.get(slot.listener());
      if (!free.contains(slot)) {
        leave(owned);
      } else if (listener != null && !unserved.hasAny(slot.listener(), owned.names())) {
        tried.add(owned);
        requests.add(Requests.remove(listener, slot));
      }
    }
    if (tried.isEmpty()) {
      return;
    }
    List<Outcome> outcomes = sozu.apply(requests);
    Set<String> names = new TreeSet<>();
    tried.forEach(owned -> names.addAll(owned.names()));
    Observed observed = sozu.served(names, listeners.keySet());
    List<Slot> done = new ArrayList<>();
    for (int i = 0; i < tried.size(); i++) {
      Slot slot = tried.get(i).slot();
      if (!outcomes.get(i).inForce()) {
        LOG.warn("could not remove {}: {}", slot, outcomes.get(i).reason());
      } else if (!Plan.returned(List.of(tried.get(i)), observed).isEmpty()) {
        LOG.warn("could not remove {}: a worker still serves it", slot);
      } else {
        ledger.retire(slot);
        done.add(slot);
      }
    }
    tell(done);
  }

  private void leave(Owned owned) {
    if (!owned.retired()) {
      LOG.info("left {} to another connector, which wants it, too", owned.slot());
      ledger.drop(owned.slot());
    }
  }

  private static void tell(List<Slot> done) {
    if (done.size() > FEW) {
      LOG.info("removed {}, from {} to {}", done.size(), done.get(0), done.get(done.size() - 1));
    } else {
      done.forEach(slot -> LOG.info("removed {}", slot));
    }
  }
}
