package io.sozu.pki.internal.sozu;

import io.sozu.pki.internal.plan.Observed;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Slot;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Waits for other connectors to serve the names that are left to them. Used by one thread. */
final class Heirs {
  /** Names that a certificate is about to lose. */
  record Loss(Slot slot, List<String> names) {}

  private final Sozu sozu;
  private final Others others;
  private final Set<String> listeners;

  Heirs(Sozu sozu, Others others, Set<String> listeners) {
    this.sozu = sozu;
    this.others = others;
    this.listeners = listeners;
  }

  /**
   * Notes names that would be without a certificate, because the connector that they are for has
   * not brought its own yet.
   */
  void noteMissing(Collection<Loss> losses, NamesOf missing) {
    Set<String> asked = new TreeSet<>();
    for (Loss loss : losses) {
      loss.names().stream()
          .filter(name -> others.heir(loss.slot().listener(), name) != null)
          .forEach(asked::add);
    }
    if (asked.isEmpty()) {
      return;
    }
    Observed observed = sozu.served(asked, listeners);
    for (Loss loss : losses) {
      String listener = loss.slot().listener();
      for (String name : loss.names()) {
        Slot heir = others.heir(listener, name);
        if (heir != null && !allowed(heir, name, losses).containsAll(observed.of(listener, name))) {
          missing.add(listener, List.of(name));
        }
      }
    }
  }

  /**
   * What may be shown for a name when its heir is there: of two Sōzu shows the one that expires
   * last, which may be the one that loses the name.
   */
  private Set<String> allowed(Slot heir, String name, Collection<Loss> losses) {
    Set<String> allowed = new HashSet<>(Set.of(heir.fingerprint()));
    if (others.hasTaken(heir, name)) {
      losses.forEach(loss -> allowed.add(loss.slot().fingerprint()));
    }
    return allowed;
  }
}
