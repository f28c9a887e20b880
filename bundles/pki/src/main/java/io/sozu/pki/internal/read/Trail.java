package io.sozu.pki.internal.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where symbolic links of one folder lead along. Used by one thread. */
final class Trail {
  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  /** That are no links, to be asked only once. */
  private final Set<Path> plain = new HashSet<>();

  /**
   * The entries that the way through a link depends on: each further link, and what the last one
   * leads to, there or not. When one of them is another one, so is what the link shows.
   */
  List<Path> of(Path link) {
    Path absolute = link.toAbsolutePath();
    List<Path> entries = new ArrayList<>();
    Deque<Path> rest = new ArrayDeque<>();
    absolute.forEach(rest::add);
    Path at = Objects.requireNonNull(absolute.getRoot());
    for (int links = 0; !rest.isEmpty() && links <= MOST_LINKS; ) {
      Path next = at.resolve(rest.remove()).normalize();
      Path target = plain.contains(next) ? null : target(next);
      if (target == null) {
        plain.add(next);
        at = next;
      } else {
        links++;
        entries.add(next);
        List<Path> names = new ArrayList<>();
        target.forEach(names::add);
        for (int i = names.size() - 1; i >= 0; i--) {
          rest.push(names.get(i));
        }
        at = target.isAbsolute() ? Objects.requireNonNull(target.getRoot()) : at;
      }
    }
    entries.add(at);
    return entries;
  }

  /** What a link says; null for what is no link or not there. */
  private static @Nullable Path target(Path path) {
    try {
      return Files.isSymbolicLink(path) ? Files.readSymbolicLink(path) : null;
    } catch (IOException e) {
      // Turned in between: its folder tells.
      return null;
    }
  }
}
