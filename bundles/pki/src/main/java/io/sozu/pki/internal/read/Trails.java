package io.sozu.pki.internal.read;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where all symbolic links of a tree lead along, outside of the folders that the links are in. One
 * thread changes it; any may ask.
 */
final class Trails {
  /** By folder and entry, the folders of the links that lead there. */
  private final Map<Path, Map<Path, Set<Path>>> folders = new ConcurrentHashMap<>();

  /**
   * A folder was listed, or is gone. What stays is not missing for a moment: an entry may change
   * just then.
   *
   * @param before as it was listed last; null when it is new
   * @param after as it is now; null when it is gone
   */
  void replace(@Nullable Folder before, @Nullable Folder after) {
    Set<Path> now = after == null ? Set.of() : after.trail();
    if (after != null) {
      now.forEach(entry -> add(entry, after.path()));
    }
    if (before != null) {
      before.trail().stream()
          .filter(entry -> !now.contains(entry))
          .forEach(entry -> remove(entry, before.path()));
    }
  }

  private void add(Path entry, Path link) {
    Path parent = entry.getParent();
    if (parent != null) {
      folders
          .computeIfAbsent(parent, key -> new ConcurrentHashMap<>())
          .computeIfAbsent(entry, key -> ConcurrentHashMap.newKeySet())
          .add(link);
    }
  }

  private void remove(Path entry, Path link) {
    Path parent = entry.getParent();
    Map<Path, Set<Path>> entries = parent == null ? null : folders.get(parent);
    Set<Path> links = entries == null ? null : entries.get(entry);
    if (parent != null && entries != null && links != null && links.remove(link)) {
      entries.computeIfPresent(entry, (key, some) -> some.isEmpty() ? null : some);
      folders.computeIfPresent(parent, (key, some) -> some.isEmpty() ? null : some);
    }
  }

  /** The folders that they lead along. */
  Set<Path> folders() {
    return folders.keySet();
  }

  /** The folders of links that lead along an entry. */
  Set<Path> through(Path entry) {
    Path parent = entry.getParent();
    return parent == null
        ? Set.of()
        : Set.copyOf(folders.getOrDefault(parent, Map.of()).getOrDefault(entry, Set.of()));
  }

  /** The folders of links that lead along any entry of a folder. */
  Set<Path> throughAny(Path folder) {
    Set<Path> all = new HashSet<>();
    folders.getOrDefault(folder, Map.of()).values().forEach(all::addAll);
    return all;
  }
}
