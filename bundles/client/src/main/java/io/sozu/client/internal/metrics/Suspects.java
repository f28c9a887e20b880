package io.sozu.client.internal.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Clusters that some worker has no metrics of: one of them in a piece, and that worker's whole
 * answer is an error that the main process drops without a word (Sōzu 2.3.3). They are kept apart,
 * so that finding them is paid for once. A cluster without backends is one until asked alone.
 * Thread-safe.
 */
final class Suspects {
  /** The workers that have metrics of an id, least recently asked alone first. */
  private final Map<String, Set<String>> having = new LinkedHashMap<>();

  /** Without backends, and yet every worker has metrics of them. */
  private final Set<String> acquitted = new HashSet<>();

  /** Whether the id may be asked together with others. */
  synchronized boolean trusted(String id, int backends) {
    return !having.containsKey(id) && (backends != 0 || acquitted.contains(id));
  }

  /** Whether it was asked alone and some worker had no metrics of it. */
  synchronized boolean known(String id) {
    return having.containsKey(id);
  }

  /** Asked alone: these workers have metrics of it, others have not. */
  synchronized void found(String id, Set<String> workers) {
    acquitted.remove(id);
    having.remove(id);
    having.put(id, Set.copyOf(workers));
  }

  /** Asked alone: every worker has metrics of it. */
  synchronized void acquit(String id, int backends) {
    having.remove(id);
    if (backends == 0) {
      acquitted.add(id);
    }
  }

  synchronized void retainIf(Predicate<String> there) {
    having.keySet().removeIf(id -> !there.test(id));
    acquitted.removeIf(id -> !there.test(id));
  }

  synchronized void clear() {
    having.clear();
    acquitted.clear();
  }

  /**
   * Suspects by those of the live workers that have metrics of them. One group can be asked
   * together: the error of the other workers costs nothing.
   */
  synchronized Map<Set<String>, List<String>> groups(Predicate<String> among, Set<String> live) {
    Map<Set<String>, List<String>> groups = new HashMap<>();
    having.forEach(
        (id, workers) -> {
          if (among.test(id)) {
            Set<String> there = new HashSet<>(workers);
            there.retainAll(live);
            groups.computeIfAbsent(there, any -> new ArrayList<>()).add(id);
          }
        });
    return groups;
  }

  /** At most so many of them, least recently asked alone first. */
  synchronized List<String> oldest(Predicate<String> among, int most) {
    return having.keySet().stream().filter(among).limit(most).toList();
  }
}
