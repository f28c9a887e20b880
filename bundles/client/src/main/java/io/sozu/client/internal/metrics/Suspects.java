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
 * Clusters that some worker has no metrics of, as after metrics were cleared: one of them in a
 * piece, and that worker's whole answer is an error that the main process drops without a word
 * (Sōzu 2.3.3). They are kept apart, so that finding them is paid for once. Thread-safe.
 */
final class Suspects {
  /** The workers that have metrics of an id, least recently asked alone first. */
  private final Map<String, Set<String>> having = new LinkedHashMap<>();

  /** Whether the id may not be asked together with others. */
  synchronized boolean contains(String id) {
    return having.containsKey(id);
  }

  /** Asked alone, which tells all: these workers have metrics of it, and others have not. */
  synchronized void found(String id, Set<String> workers) {
    having.remove(id);
    having.put(id, Set.copyOf(workers));
  }

  /** Asked with others, which hides a worker that lacks one of those: its own turn stays due. */
  synchronized void foundAmongOthers(String id, Set<String> workers) {
    having.replace(id, Set.copyOf(workers));
  }

  /** Every worker has metrics of it. */
  synchronized void acquit(String id) {
    having.remove(id);
  }

  synchronized void retainIf(Predicate<String> there) {
    having.keySet().removeIf(id -> !there.test(id));
  }

  synchronized void clear() {
    having.clear();
  }

  /**
   * Suspects by those of the live workers that had metrics of them when they were last asked, if
   * any. One group can be asked together: the error of the other workers costs nothing.
   */
  synchronized Map<Set<String>, List<String>> groups(Predicate<String> among, Set<String> live) {
    Map<Set<String>, List<String>> groups = new HashMap<>();
    having.forEach(
        (id, workers) -> {
          if (among.test(id)) {
            Set<String> there = new HashSet<>(workers);
            there.retainAll(live);
            if (!there.isEmpty()) {
              groups.computeIfAbsent(there, any -> new ArrayList<>()).add(id);
            }
          }
        });
    return groups;
  }

  /** At most so many of them, least recently asked alone first. */
  synchronized List<String> oldest(Predicate<String> among, int most) {
    return having.keySet().stream().filter(among).limit(most).toList();
  }
}
