package io.sozu.pki.internal.sozu;

import io.sozu.pki.internal.plan.Want;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The names of some certificates on each listener. */
final class NamesOf {
  private final Map<String, Set<String>> names = new HashMap<>();

  NamesOf(Collection<Want> wants, Predicate<Want> which) {
    wants.stream().filter(which).forEach(want -> add(want.slot().listener(), want.names()));
  }

  void add(String listener, Collection<String> more) {
    names.computeIfAbsent(listener, key -> new HashSet<>()).addAll(more);
  }

  boolean hasAny(String listener, Collection<String> others) {
    Set<String> here = names.getOrDefault(listener, Set.of());
    return others.stream().anyMatch(here::contains);
  }
}
