package io.sozu.pki.internal.watch;

import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which folders are watched, by the keys of the system. Asks it nothing. Thread-safe. */
final class Watches {
  /** Several paths may lead to one folder. Guarded by this, as all that follows. */
  private final Map<WatchKey, Set<Path>> paths = new HashMap<>();

  /** The one that was checked longest ago is in front. */
  private final Map<Path, Registered> keys = new LinkedHashMap<>();

  /** Without a path; they may get one again. */
  private final Set<WatchKey> unused = new HashSet<>();

  /** What was asked for, watched or not. */
  private Set<Path> wanted = Set.of();

  /**
   * A path that is watched.
   *
   * @param key of the system's watch
   * @param folder which one the path led to
   */
  private record Registered(WatchKey key, @Nullable Object folder) {}

  /** These folders are to be watched, and no other. */
  synchronized void want(Collection<Path> folders) {
    wanted = Set.copyOf(folders);
    Set<Path> gone = new HashSet<>(keys.keySet());
    gone.removeAll(wanted);
    gone.forEach(this::forget);
  }

  /** Those that were checked longest ago. */
  synchronized List<Path> toCheck(int most) {
    List<Path> some = keys.keySet().stream().limit(most).toList();
    for (Path folder : some) {
      Registered known = keys.remove(folder);
      if (known != null) {
        keys.put(folder, known);
      }
    }
    return some;
  }

  /**
   * Lets go of a path that leads to another folder by now. The system watches folders, not paths,
   * and tells nobody that something was mounted over one.
   */
  synchronized void check(Path path, @Nullable Object folder) {
    Registered known = keys.get(path);
    if (known != null && folder != null && !folder.equals(known.folder())) {
      leadsElsewhere(path);
    }
  }

  /** Those that are wanted and not watched. */
  synchronized List<Path> missing() {
    return wanted.stream().filter(folder -> !keys.containsKey(folder)).toList();
  }

  /** Whether what is wanted is watched, and nothing else. */
  synchronized boolean isComplete() {
    return keys.size() == wanted.size() && unused.isEmpty();
  }

  /**
   * A path is watched from now on, unless its folder has gone since.
   *
   * @param folder which one the path led to before
   */
  synchronized boolean enter(Path path, WatchKey key, @Nullable Object folder) {
    if (!key.isValid()) {
      return false;
    }
    keys.put(path, new Registered(key, folder));
    paths.computeIfAbsent(key, ignored -> new LinkedHashSet<>()).add(path);
    unused.remove(key);
    return true;
  }

  /** The keys that no path has any more; the caller ends them. */
  synchronized List<WatchKey> takeUnused() {
    List<WatchKey> all = new ArrayList<>(unused);
    unused.clear();
    return all;
  }

  synchronized boolean hasUnused() {
    return !unused.isEmpty();
  }

  synchronized Set<Path> folders(WatchKey key) {
    return Set.copyOf(paths.getOrDefault(key, Set.of()));
  }

  /** Its folder is gone. */
  synchronized void ended(WatchKey key) {
    Set<Path> folders = paths.remove(key);
    if (folders != null) {
      keys.keySet().removeAll(folders);
    }
  }

  synchronized boolean isWanted(Path path) {
    return wanted.contains(path);
  }

  /** Something new has this name: it is another folder by now, or a link to one. */
  synchronized void created(Path path) {
    if (keys.containsKey(path)) {
      leadsElsewhere(path);
    }
  }

  /** All paths through it do as well. */
  private void leadsElsewhere(Path path) {
    keys.keySet().stream().filter(folder -> folder.startsWith(path)).toList().forEach(this::forget);
  }

  private void forget(Path folder) {
    Registered registered = keys.remove(folder);
    WatchKey key = registered == null ? null : registered.key();
    Set<Path> known = key == null ? null : paths.get(key);
    if (key != null && known != null && known.remove(folder) && known.isEmpty()) {
      paths.remove(key);
      unused.add(key);
    }
  }
}
