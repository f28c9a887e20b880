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
import java.util.LinkedHashSet;
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
  private final Readers readers;
  private final Map<Path, Folder> folders = new LinkedHashMap<>();
  private final Trails trails = new Trails();

  /** Why not all below a path is looked at. */
  private final Map<Path, Fault> limits = new HashMap<>();

  /** Folders that have troubles of their own: most have none. */
  private final Set<Path> troubled = new LinkedHashSet<>();

  /** Whether the last look came to its end. */
  private boolean whole;

  /** How often another folder came, went, or was found to lead somewhere else. */
  private long turns;

  Tree(Path root, Recogniser recogniser, Readers readers) {
    this.root = root;
    this.recogniser = recogniser;
    this.readers = readers;
  }

  /** Lists everything. */
  void lookAll() {
    whole = false;
    Map<Path, Folder> before = Map.copyOf(folders);
    folders.clear();
    troubled.clear();
    limits.clear();
    try {
      new Walk().from(root, null);
    } finally {
      before.forEach((path, folder) -> trails.replace(folder, folders.get(path)));
    }
    whole = true;
  }

  /** Whether the last look came to its end; if not, what is not here may be there all the same. */
  boolean isWhole() {
    return whole;
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
    whole = false;
    Folder after = list(List.of(path)).get(0);
    boolean same = Objects.equals(before.key(), after.key());
    put(after);
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
    whole = true;
    return walk.seen;
  }

  /** Whether a look at a folder would find the same files and folders after some changed. */
  boolean holdsAfter(Path path, Set<Path> changed) {
    Folder known = folders.get(path);
    return known != null
        && !changed.isEmpty()
        && readers
            .each(
                List.of(known),
                folder -> folder.path().toString(),
                folder -> folder.holdsAfter(changed),
                (folder, words) -> false)
            .get(0);
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
    for (Path path : troubled) {
      Folder folder = Objects.requireNonNull(folders.get(path));
      Fault trouble = folder.trouble();
      if (trouble != null) {
        troubles.add(trouble);
      }
      troubles.addAll(folder.unreachable());
    }
    return troubles;
  }

  /** Grows when there are other folders, or other ways through links, than before. */
  long turns() {
    return turns;
  }

  /** Where symbolic links lead along. */
  Trails trails() {
    return trails;
  }

  private void put(Folder folder) {
    Folder before = folders.put(folder.path(), folder);
    trails.replace(before, folder);
    if (folder.trouble() == null && folder.unreachable().isEmpty()) {
      troubled.remove(folder.path());
    } else {
      troubled.add(folder.path());
    }
    if (before == null
        || !Objects.equals(before.key(), folder.key())
        || !before.trail().equals(folder.trail())) {
      turns++;
    }
  }

  private void forget(Path path) {
    limits.remove(path);
    Folder known = folders.remove(path);
    if (known != null) {
      trails.replace(known, null);
      troubled.remove(path);
      turns++;
      known.subfolders().forEach(sub -> forget(sub.path()));
    }
  }

  private List<Folder> list(List<Path> paths) {
    return readers
        .each(paths, Path::toString, path -> Folder.look(path, recogniser), Tree::unanswered)
        .stream()
        .map(this::unlessLoop)
        .toList();
  }

  private static Folder unanswered(Path path, String words) {
    return Folder.troubled(path, null, new Fault(Cause.UNREADABLE, path, 0, words));
  }

  private Folder unlessLoop(Folder found) {
    Path path = found.path();
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
      for (List<Path> level = List.of(start); !level.isEmpty(); ) {
        List<Path> next = new ArrayList<>();
        for (Subfolder sub : add(level.stream().filter(this::mayBeReal).toList())) {
          (sub.link() ? links : next).add(sub.path());
        }
        level = next;
      }
    }

    private boolean mayBeReal(Path path) {
      if (depth(path) >= DEEPEST) {
        limit(path, "is not looked at: it is more than " + DEEPEST + " levels deep");
        return false;
      }
      return true;
    }

    private void linked(Path link, Path start) {
      long left = MOST_LINKED - (start.equals(link) ? 0 : known(link));
      for (List<Path> level = List.of(start); !level.isEmpty(); ) {
        List<Path> allowed =
            level.stream().filter(path -> depth(path) < DEEPEST).limit(Math.max(0, left)).toList();
        left -= allowed.size();
        List<Path> next = add(allowed).stream().map(Subfolder::path).toList();
        if (allowed.size() < level.size()) {
          // Told once, and not for each folder: there may be any number of them.
          limit(
              link,
              "is a link that not all is looked at of: at most "
                  + MOST_LINKED
                  + " folders and "
                  + DEEPEST
                  + " levels are");
        }
        level = next;
      }
    }

    private long known(Path link) {
      return folders.keySet().stream().filter(path -> path.startsWith(link)).count();
    }

    /** Lists these, as many as there may be, and gives the folders in them. */
    private List<Subfolder> add(List<Path> paths) {
      int room = Math.max(0, MOST_FOLDERS - folders.size());
      if (paths.size() > room) {
        limit(root, "is not looked at as a whole: it has more than " + MOST_FOLDERS + " folders");
      }
      List<Subfolder> subfolders = new ArrayList<>();
      for (Folder found : list(paths.stream().limit(room).toList())) {
        put(found);
        seen.add(found);
        subfolders.addAll(found.subfolders());
      }
      return subfolders;
    }

    private void limit(Path path, String words) {
      limits.put(path, new Fault(Cause.TOO_LARGE, path, 0, words));
    }
  }
}
