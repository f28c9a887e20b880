package io.sozu.pki.internal.read;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folders below a root, through symbolic links, as they were listed last. */
final class Tree {
  /** Deeper is no folder of certificates, but a mistake in the configuration. */
  private static final int DEEPEST = 12;

  private static final int MOST_FOLDERS = 100_000;
  private static final String STOPPED =
      "is not looked at: at most " + DEEPEST + " levels and " + MOST_FOLDERS + " folders are";

  private final Path root;
  private final Recogniser recogniser;
  private final Map<Path, Folder> folders = new LinkedHashMap<>();

  Tree(Path root, Recogniser recogniser) {
    this.root = root;
    this.recogniser = recogniser;
  }

  /** Lists everything. */
  void lookAll() {
    folders.clear();
    walk(root, Set.of(), new ArrayList<>());
  }

  /** Lists a folder again, and what is new below it; gives all that was listed. */
  List<Folder> look(Path path) {
    List<Folder> seen = new ArrayList<>();
    Folder before = folders.get(path);
    if (before != null) {
      Folder after = Folder.look(path, recogniser);
      folders.put(path, after);
      seen.add(after);
      before.subfolders().stream()
          .filter(sub -> !after.subfolders().contains(sub))
          .forEach(this::forget);
      Set<Path> above = realPaths(path);
      after.subfolders().stream()
          .filter(sub -> !folders.containsKey(sub))
          .forEach(sub -> walk(sub, above, seen));
    }
    return seen;
  }

  Collection<Folder> folders() {
    return folders.values();
  }

  @Nullable Folder folder(Path path) {
    return folders.get(path);
  }

  private void forget(Path path) {
    Folder known = folders.remove(path);
    if (known != null) {
      known.subfolders().forEach(this::forget);
    }
  }

  /** The real paths of a folder and of those above it, up to the root. */
  private Set<Path> realPaths(Path folder) {
    Set<Path> real = new HashSet<>();
    for (Path path = folder; path != null && path.startsWith(root); path = path.getParent()) {
      try {
        real.add(path.toRealPath());
      } catch (IOException e) {
        // It just went away, which its own listing tells.
      }
    }
    return real;
  }

  /**
   * Lists a folder and all below.
   *
   * @param above where we come from, by real paths: a link back there leads round in a circle
   */
  private void walk(Path path, Set<Path> above, List<Folder> seen) {
    Folder found = list(path, above);
    folders.put(path, found);
    seen.add(found);
    if (!found.subfolders().isEmpty()) {
      Set<Path> here = realPaths(path);
      here.addAll(above);
      found.subfolders().forEach(sub -> walk(sub, here, seen));
    }
  }

  private Folder list(Path path, Set<Path> above) {
    if (above.size() >= DEEPEST || folders.size() >= MOST_FOLDERS) {
      return refused(path, Cause.TOO_LARGE, STOPPED);
    }
    try {
      if (above.contains(path.toRealPath())) {
        return refused(path, Cause.LINK_LOOP, "is a link back to a folder above it");
      }
    } catch (IOException e) {
      return Folder.unlisted(path, e);
    }
    return Folder.look(path, recogniser);
  }

  private static Folder refused(Path path, Cause cause, String words) {
    return new Folder(path, List.of(), List.of(), new Fault(cause, path, 0, words));
  }
}
