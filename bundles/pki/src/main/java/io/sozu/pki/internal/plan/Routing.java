package io.sozu.pki.internal.plan;

import io.sozu.pki.internal.read.Pair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which listeners a name is for. The first rule that fits counts; a name without one is for the
 * listeners of the configuration; without those, for all.
 *
 * @param rules in their order
 * @param listeners of the configuration; empty for all that Sōzu has active
 */
public record Routing(List<Rule> rules, List<String> listeners) {
  /**
   * Names that are for some listeners.
   *
   * @param name a host name, {@code *.example.com} for all below it, or {@code *}
   */
  public record Rule(String name, List<String> listeners) {
    public Rule {
      listeners = List.copyOf(listeners);
    }

    boolean fits(String host) {
      return name.equals("*")
          || name.equals(host)
          || (name.startsWith("*.") && host.endsWith(name.substring(1)));
    }
  }

  public Routing {
    rules = List.copyOf(rules);
    listeners = List.copyOf(listeners);
  }

  /** The names of a certificate that are for this listener. */
  List<String> names(Pair pair, String listener, Collection<String> active) {
    List<String> names = new ArrayList<>();
    for (String name : pair.names()) {
      if (listeners(pair, name, active).contains(listener)) {
        names.add(name);
      }
    }
    return names;
  }

  private Collection<String> listeners(Pair pair, String name, Collection<String> active) {
    if (!pair.listeners().isEmpty()) {
      return pair.listeners();
    }
    for (Rule rule : rules) {
      if (rule.fits(name)) {
        return rule.listeners();
      }
    }
    return listeners.isEmpty() ? active : listeners;
  }
}
