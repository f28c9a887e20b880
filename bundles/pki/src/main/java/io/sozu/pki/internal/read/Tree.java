package io.sozu.pki.internal.read;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import io.sozu.pki.internal.read.Folder.Subfolder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folders below a root, through symbolic links, as they were listed last. */
final class Tree {
  /** Deeper is no folder of certificates, but a mistake in the configuration. */
  private static final int DEEPEST = 12;

  private static final int MOST_FOLDERS = 100_000;

  /** Through one symbolic link: it may lead anywhere, such as to the root of the file system. */
  static final int MOST_LINKED = 1_000;

  private final Path root;
  private final Recogniser recogniser;
  private final Map<Path, Folder> folders = new LinkedHashMap<>();

  /** Why not all below a path is looked at. */
  private final Map<Path, Fault> limits = new HashMap<>();

  Tree(Path root, Recogniser recogniser) {
    this.root = root;
    this.recogniser = recogniser;
  }

  /** Lists everything. */
  void lookAll() {
    folders.clear();
    limits.clear();
    new Walk().from(root, null);
  }

  /**
   * Lists a folder again, and what is new below it; gives all that was listed. A path that leads to
   * another folder than before has everything new below it: a link was turned, or something mounted
   * there.
   */
  Collection<Folder> look(Path path) {
    Folder before = folders.get(path);
    if (before == null) {
      return List.of();
    }
    Folder after = list(path);
    boolean same = Objects.equals(before.key(), after.key());
    folders.put(path, after);
    Map<Path, Subfolder> now = new HashMap<>();
    after.subfolders().forEach(sub -> now.put(sub.path(), sub));
    for (Subfolder sub : before.subfolders()) {
      if (!same || !isKnown(now.get(sub.path()))) {
        forget(sub.path());
      }
    }
    Walk walk = new Walk();
    walk.seen.add(after);
    Path link = linkTo(path);
    for (Subfolder sub : after.subfolders()) {
      if (!isKnown(sub)) {
        walk.from(sub.path(), link == null && sub.link() ? sub.path() : link);
      }
    }
    return walk.seen;
  }

  private boolean isKnown(@Nullable Subfolder sub) {
    if (sub == null) {
      return false;
    }
    Folder known = folders.get(sub.path());
    return known != null && Objects.equals(known.key(), sub.key());
  }

  Collection<Folder> folders() {
    return folders.values();
  }

  @Nullable Folder folder(Path path) {
    return folders.get(path);
  }

  /** What could not be listed, or not be told to be a folder, or was left out. */
  List<Fault> troubles() {
    List<Fault> troubles = new ArrayList<>(limits.values());
    for (Folder folder : folders.values()) {
      Fault trouble = folder.trouble();
      if (trouble != null) {
        troubles.add(trouble);
      }
      troubles.addAll(folder.unreachable());
    }
    return troubles;
  }

  private void forget(Path path) {
    limits.remove(path);
    Folder known = folders.remove(path);
    if (known != null) {
      known.subfolders().forEach(sub -> forget(sub.path()));
    }
  }

  private Folder list(Path path) {
    Folder found = Folder.look(path, recogniser);
    // Back there leads round in a circle.
    if (found.key() != null && keysAbove(path).contains(found.key())) {
      return Folder.troubled(
          path,
          found.key(),
          new Fault(Cause.LINK_LOOP, path, 0, "is a link back to a folder above it"));
    }
    return found;
  }

  private Set<Object> keysAbove(Path path) {
    Set<Object> keys = new HashSet<>();
    for (Path above = path.getParent();
        above != null && above.startsWith(root);
        above = above.getParent()) {
      Folder known = folders.get(above);
      Object key = known == null ? null : known.key();
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private int depth(Path path) {
    return path.getNameCount() - root.getNameCount();
  }

  /** The uppermost link on the way from the root to a folder; null for none. */
  private @Nullable Path linkTo(Path path) {
    for (int depth = 1; depth <= depth(path); depth++) {
      Path step = root.resolve(root.relativize(path).subpath(0, depth));
      Folder above = folders.get(step.getParent());
      if (above != null
          && above.subfolders().stream().anyMatch(sub -> sub.link() && sub.path().equals(step))) {
        return step;
      }
    }
    return null;
  }

  /** Through new folders: the real ones first, then what links lead to, a little of each. */
  private final class Walk {
    private final List<Folder> seen = new ArrayList<>();
    private final Queue<Path> links = new ArrayDeque<>();

    /** From a folder that a link, the uppermost, led to; null for none. */
    void from(Path start, @Nullable Path link) {
      if (link == null) {
        real(start);
        for (Path next = links.poll(); next != null; next = links.poll()) {
          linked(next, next);
        }
      } else {
        linked(link, start);
      }
    }

    private void real(Path start) {
      Queue<Path> next = new ArrayDeque<>(List.of(start));
      for (Path path = next.poll(); path != null; path = next.poll()) {
        if (depth(path) >= DEEPEST) {
          limit(path, "is not looked at: it is more than " + DEEPEST + " levels deep");
        } else if (folders.size() >= MOST_FOLDERS) {
          limit(root, "is not looked at as a whole: it has more than " + MOST_FOLDERS + " folders");
        } else {
          for (Subfolder sub : add(path)) {
            (sub.link() ? links : next).add(sub.path());
          }
        }
      }
    }

    private void linked(Path link, Path start) {
      Queue<Path> next = new ArrayDeque<>(List.of(start));
      long left = MOST_LINKED - (start.equals(link) ? 0 : known(link));
      for (Path path = next.poll(); path != null; path = next.poll()) {
        if (left-- <= 0 || depth(path) >= DEEPEST || folders.size() >= MOST_FOLDERS) {
          // Told once, and not for each folder: there may be any number of them.
          limit(
              link,
              "is a link that not all is looked at of: at most "
                  + MOST_LINKED
                  + " folders and "
                  + DEEPEST
                  + " levels are");
        } else {
          add(path).forEach(sub -> next.add(sub.path()));
        }
      }
    }

    private long known(Path link) {
      return folders.keySet().stream().filter(path -> path.startsWith(link)).count();
    }

    private List<Subfolder> add(Path path) {
      Folder found = list(path);
      folders.put(path, found);
      seen.add(found);
      return found.subfolders();
    }

    private void limit(Path path, String words) {
      limits.put(path, new Fault(Cause.TOO_LARGE, path, 0, words));
    }
  }
}
