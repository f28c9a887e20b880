package io.sozu.pki.internal.read;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import io.sozu.pki.Layout;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All certificates of a tree of folders, as they were read last. A look reads what has changed.
 * Used by one thread.
 */
public final class Library {
  private final Path root;
  private final PairReader reader;
  private final Clock clock;
  private final Tree tree;

  /** By the folder that the certificate's file is in. */
  private final Map<Path, List<Reading>> readings = new HashMap<>();

  /** An empty one. */
  public Library(Path root, Recogniser recogniser, PairReader reader, Clock clock) {
    this.root = root;
    this.reader = reader;
    this.clock = clock;
    this.tree = new Tree(root, recogniser);
  }

  /** Looks at everything; reads files that are other ones than last time. */
  public void lookAll() {
    tree.lookAll();
    read(tree.folders());
  }

  /** Looks at some folders and at what is new below them; reads files that are other ones. */
  public void look(Set<Path> changed) {
    Set<Path> folders = new HashSet<>(changed);
    folders.addAll(dependents(changed));
    // By path: one may be new below another and have changed itself.
    Map<Path, Folder> seen = new LinkedHashMap<>();
    for (Path path : folders) {
      tree.look(path).forEach(folder -> seen.put(folder.path(), folder));
    }
    read(seen.values());
  }

  /** Reads sources, not folders, side by side: all may be in one folder. */
  private void read(Collection<Folder> seen) {
    Map<Source, Reading> known = new HashMap<>();
    for (Folder folder : seen) {
      readings
          .getOrDefault(folder.path(), List.of())
          .forEach(reading -> known.put(reading.source(), reading));
    }
    List<Source> sources = seen.stream().map(Folder::sources).flatMap(List::stream).toList();
    Iterator<Reading> found =
        sources.parallelStream()
            .map(source -> current(source, known.get(source)))
            .toList()
            .iterator();
    for (Folder folder : seen) {
      readings.put(folder.path(), folder.sources().stream().map(source -> found.next()).toList());
    }
    readings.keySet().removeIf(folder -> tree.folder(folder) == null);
  }

  /** Folders of certificates whose keys are in one of these folders. */
  private Set<Path> dependents(Set<Path> changed) {
    return readings().stream()
        .map(Reading::source)
        .filter(source -> source.layout() == Layout.PATTERN)
        .filter(source -> source.files().stream().map(Path::getParent).anyMatch(changed::contains))
        .map(source -> source.certificate().getParent())
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** What was read. */
  public Collection<Reading> readings() {
    return readings.values().stream().flatMap(List::stream).toList();
  }

  /** The folders of the tree. */
  public List<Path> folders() {
    return tree.folders().stream().map(Folder::path).toList();
  }

  /** Why the root cannot be listed; null when it can. */
  public @Nullable Fault trouble() {
    Folder top = tree.folder(root);
    return top == null ? null : top.trouble();
  }

  /** What could not be looked at, with the reason; what is below it is not seen. */
  public List<Fault> troubles() {
    return tree.troubles();
  }

  private Reading current(Source source, @Nullable Reading known) {
    return known != null && isCurrent(known) ? known : read(source);
  }

  /** Whether reading the files again would tell the same. */
  private boolean isCurrent(Reading known) {
    Pair pair = known.pair();
    Fault fault = known.fault();
    boolean hasTimeComeOrGone =
        (pair != null && pair.notAfter().isBefore(clock.instant()))
            || (fault != null && fault.cause() == Cause.NOT_YET_VALID);
    return !hasTimeComeOrGone
        && known.stamp().tells(known.readAt())
        && known.stamp().equals(Stamp.of(known.source()));
  }

  private Reading read(Source source) {
    Instant now = clock.instant();
    Stamp before = Stamp.of(source);
    try {
      Pair pair = reader.read(source);
      if (before.equals(Stamp.of(source))) {
        return new Reading(source, before, now, pair, null);
      }
      Fault changing =
          new Fault(Cause.CHANGING, source.certificate(), 0, "changed while it was read");
      return new Reading(source, before, now, null, changing);
    } catch (Unusable e) {
      return new Reading(source, before, now, null, e.fault());
    }
  }
}
