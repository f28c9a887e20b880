package io.sozu.pki.internal.sozu;

import io.sozu.client.Outcome;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what was ours long ago, or else the ledger would grow for ever. */
final class Forgetting {
  private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);

  /** As many at a time: no reconciliation is held up by many that ended on one day. */
  static final int AT_ONCE = 200;

  private final Sozu sozu;
  private final Ledger ledger;
  private final Map<String, SocketAddress> listeners;
  private final Others others;

  Forgetting(Sozu sozu, Ledger ledger, Map<String, SocketAddress> listeners, Others others) {
    this.sozu = sozu;
    this.ledger = ledger;
    this.listeners = listeners;
    this.others = others;
  }

  /**
   * Forgets some of what is outdated, and sees to it that Sōzu does not have it. Names do not tell:
   * another certificate may hide it, and would show it as somebody else's when it goes. So it is
   * removed, which is OK where there is nothing. What is on a listener that is not active stays
   * noted: nobody can tell, and nothing is added there.
   *
   * @param unserved what was asked about and is neither wanted nor served
   */
  void forget(Set<Slot> unserved, Instant now) {
    List<Slot> tried =
        ledger.outdated(now).stream()
            .map(Owned::slot)
            .filter(slot -> unserved.contains(slot) && listeners.containsKey(slot.listener()))
            .limit(AT_ONCE)
            .toList();
    if (tried.isEmpty()) {
      return;
    }
    Set<Slot> free = others.take(tried);
    try {
      // What another connector wants by now is its own.
      tried.stream().filter(slot -> !free.contains(slot)).forEach(ledger::drop);
      remove(tried.stream().filter(free::contains).toList());
    } finally {
      others.taken();
    }
  }

  private void remove(List<Slot> slots) {
    List<Request> requests = new ArrayList<>();
    for (Slot slot : slots) {
      requests.add(Requests.remove(Objects.requireNonNull(listeners.get(slot.listener())), slot));
    }
    List<Outcome> outcomes = sozu.apply(requests);
    int forgotten = 0;
    for (int i = 0; i < slots.size(); i++) {
      if (outcomes.get(i).inForce()) {
        ledger.drop(slots.get(i));
        forgotten++;
      }
    }
    LOG.info("{} of {} certificates that were ours are forgotten", forgotten, slots.size());
  }
}
