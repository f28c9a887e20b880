package io.sozu.pki.internal.watch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Folders that changed and wait for a quiet moment: whoever writes there may not be done. One that
 * never falls quiet does not wait for ever. Before the quiet moment is over they are glanced at
 * once after each change, for what needs no waiting. With each folder are the entries of it that
 * changed, or none where it may be any.
 */
public final class Dirty {
  /** So many times the quiet moment, a folder waits at most. */
  static final int PATIENCE = 10;

  /** How soon a folder is glanced at: what is written at one go is there by then. */
  static final long GLANCE = 1_000_000;

  /** With more entries than these, it may be any. */
  static final int MOST_ENTRIES = 100;

  private final long quiet;

  /** When each changed first, in this order: the one that has waited longest is in front. */
  private final Map<Path, Long> first = new LinkedHashMap<>();

  /** When each changed last, in this order. */
  private final Map<Path, Long> last = new LinkedHashMap<>();

  /** When each changed last, in this order, without those that were glanced at since. */
  private final Map<Path, Long> fresh = new LinkedHashMap<>();

  /** What changed in each. */
  private final Map<Path, Set<Path>> entries = new HashMap<>();

  /**
   * None yet.
   *
   * @param quiet how long nothing must change in a folder before it is looked at
   */
  public Dirty(Duration quiet) {
    this.quiet = quiet.toNanos();
  }

  /**
   * A folder changed.
   *
   * @param some entries of it that did; none for any
   */
  public void add(Path folder, Set<Path> some, long now) {
    entries.merge(folder, Set.copyOf(some), Dirty::all);
    first.putIfAbsent(folder, now);
    last.remove(folder);
    last.put(folder, now);
    fresh.remove(folder);
    fresh.put(folder, now);
  }

  private static Set<Path> all(Set<Path> before, Set<Path> more) {
    Set<Path> all = new HashSet<>(before);
    all.addAll(more);
    boolean isAny = before.isEmpty() || more.isEmpty() || all.size() > MOST_ENTRIES;
    return isAny ? Set.of() : all;
  }

  /** How long until the next one is taken, in nanoseconds; {@link Long#MAX_VALUE} for none. */
  public long pause(long now) {
    return Math.min(
        pause(fresh, GLANCE, now),
        Math.min(pause(last, quiet, now), pause(first, quiet * PATIENCE, now)));
  }

  private static long pause(Map<Path, Long> times, long wait, long now) {
    Iterator<Long> time = times.values().iterator();
    return time.hasNext() ? Math.max(0, time.next() + wait - now) : Long.MAX_VALUE;
  }

  /** Takes those that are quiet, and those that have waited long enough. */
  public Map<Path, Set<Path>> take(long now) {
    Set<Path> taken = new HashSet<>();
    take(last, quiet, now, taken);
    first.keySet().removeAll(taken);
    take(first, quiet * PATIENCE, now, taken);
    taken.forEach(last::remove);
    taken.forEach(fresh::remove);
    Map<Path, Set<Path>> changed = changed(taken);
    entries.keySet().removeAll(taken);
    return changed;
  }

  /** Those to glance at; they go on waiting. */
  public Map<Path, Set<Path>> glance(long now) {
    Set<Path> glanced = new HashSet<>();
    take(fresh, GLANCE, now, glanced);
    return changed(glanced);
  }

  private Map<Path, Set<Path>> changed(Set<Path> folders) {
    Map<Path, Set<Path>> changed = new HashMap<>();
    folders.forEach(folder -> changed.put(folder, entries.getOrDefault(folder, Set.of())));
    return changed;
  }

  private static void take(Map<Path, Long> times, long wait, long now, Set<Path> taken) {
    Iterator<Map.Entry<Path, Long>> iterator = times.entrySet().iterator();
    while (iterator.hasNext()) {
      Map.Entry<Path, Long> entry = iterator.next();
      if (now - entry.getValue() < wait) {
        return;
      }
      taken.add(entry.getKey());
      iterator.remove();
    }
  }
}
