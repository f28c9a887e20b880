package io.sozu.pki.internal.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the workers of Sōzu serve, by listener and name, as far as was asked. A worker that serves
 * none for a name has the fingerprint {@code ""}.
 */
public final class Observed {
  /** What a worker serves that has no certificate for a name. */
  public static final String NONE = "";

  private final Map<String, Map<String, Set<String>>> served = new HashMap<>();

  /** Of workers that serve nothing. */
  public static Observed nothing(Collection<String> names, Collection<String> listeners) {
    Observed observed = new Observed();
    listeners.forEach(listener -> names.forEach(name -> observed.add(listener, name, NONE)));
    return observed;
  }

  /** Notes what one worker serves. */
  public void add(String listener, String name, String fingerprint) {
    served
        .computeIfAbsent(listener, key -> new HashMap<>())
        .computeIfAbsent(name, key -> new TreeSet<>())
        .add(fingerprint);
  }

  /** The fingerprints that are served for a name; empty where that was not asked. */
  public Set<String> of(String listener, String name) {
    return served.getOrDefault(listener, Map.of()).getOrDefault(name, Set.of());
  }

  /** Everything that is served for any of these names. */
  Set<String> of(String listener, Collection<String> names) {
    Set<String> all = new TreeSet<>();
    names.forEach(name -> all.addAll(of(listener, name)));
    return all;
  }

  /** Whether every worker serves a certificate for all of its names. */
  public boolean isServed(Want want) {
    Set<String> it = Set.of(want.slot().fingerprint());
    return want.names().stream().allMatch(name -> of(want.slot().listener(), name).equals(it));
  }

  /** Whether a worker serves it for one of its names. */
  public boolean shows(Want want) {
    return of(want.slot().listener(), want.names()).contains(want.slot().fingerprint());
  }

  /** What is served in the place of a certificate, other than nothing. */
  public Set<String> instead(Want want) {
    Set<String> others = of(want.slot().listener(), want.names());
    others.remove(want.slot().fingerprint());
    others.remove(NONE);
    return others;
  }
}
