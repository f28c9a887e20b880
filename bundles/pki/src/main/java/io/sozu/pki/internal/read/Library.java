package io.sozu.pki.internal.read;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import io.sozu.protocol.command.CertificateAndKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All certificates of a tree of folders, as they were read last. A look reads what has changed.
 * Used by one thread.
 */
public final class Library {
  /** As many are in memory with their keys, beside those that are to be sent. */
  private static final int AT_ONCE = 1_000;

  private final Path root;
  private final Recogniser recogniser;
  private final PairReader reader;
  private final Clock clock;
  private final Readers readers = new Readers();
  private final Tree tree;
  private final Unsent unsent = new Unsent();

  /** By the folder that the certificate's file is in. */
  private final Map<Path, List<Reading>> readings = new HashMap<>();

  private final News news = new News();
  private List<Fault> troubles = List.of();
  private long turns = -1;

  /** An empty one. */
  public Library(Path root, Recogniser recogniser, PairReader reader, Clock clock) {
    this.root = root;
    this.recogniser = recogniser;
    this.reader = reader;
    this.clock = clock;
    this.tree = new Tree(root, recogniser, readers);
  }

  /** Looks at everything; reads files that are other ones than last time. */
  public void lookAll() {
    lookAll(some -> {});
  }

  /**
   * The same.
   *
   * @param some is given what was read so far, a part at a time; must not fail
   */
  public void lookAll(Consumer<List<Reading>> some) {
    tree.lookAll();
    read(tree.folders(), some);
  }

  /**
   * Looks at some folders and at what is new below them; reads files that are other ones.
   *
   * @param changed folders, each with the entries that changed; none for any
   */
  public void look(Map<Path, Set<Path>> changed) {
    if (!tree.isWhole()) {
      lookAll();
      return;
    }
    // By path: one may be new below another and have changed itself.
    Map<Path, Folder> seen = new LinkedHashMap<>();
    List<Reading> told = new ArrayList<>();
    withDependents(changed)
        .forEach(
            (path, entries) -> {
              if (tree.holdsAfter(path, entries)) {
                told.addAll(readings(path, entries));
              } else {
                tree.look(path).forEach(folder -> seen.put(folder.path(), folder));
              }
            });
    replace(told, (before, now) -> !now.isSame(before));
    read(seen.values(), some -> {});
  }

  /**
   * Takes what has just been renewed in some folders. Whoever writes there may not be done, so it
   * is only taken when nothing more is to come: the same names, the same issuer and the same chain
   * behind another certificate that fits its key. All else waits for a look.
   *
   * @param changed folders, each with the entries that changed; none for any
   */
  public void glance(Map<Path, Set<Path>> changed) {
    if (changed.isEmpty()) {
      return;
    }
    List<Reading> known = new ArrayList<>();
    withDependents(changed).forEach((path, entries) -> known.addAll(readings(path, entries)));
    known.removeIf(reading -> reading.last() == null);
    replace(known, (before, now) -> now.isRenewalOf(before));
  }

  /** Those of a folder that some of its entries concern; all where that is not plain. */
  private List<Reading> readings(Path folder, Set<Path> entries) {
    List<Reading> all = readings.getOrDefault(folder, List.of());
    Folder known = tree.folder(folder);
    return entries.isEmpty() || known == null || known.links()
        ? all
        : all.stream()
            .filter(reading -> reading.source().files().stream().anyMatch(entries::contains))
            .toList();
  }

  /** Reads these again, and takes what counts. */
  private void replace(List<Reading> known, BiPredicate<Reading, Reading> counts) {
    IdentityHashMap<Reading, Reading> others = new IdentityHashMap<>();
    Set<Path> folders = new HashSet<>();
    for (Read read : read(known, Reading::source, one -> one)) {
      Reading before = read.before();
      if (before != null && counts.test(before, read.reading())) {
        others.put(before, kept(read));
        folders.add(before.source().certificate().getParent());
        news.add(before, read.reading());
      }
    }
    folders.forEach(
        folder ->
            readings.computeIfPresent(
                folder,
                (path, some) -> some.stream().map(one -> others.getOrDefault(one, one)).toList()));
  }

  /** Reads sources, not folders, side by side: all may be in one folder. */
  private void read(Collection<Folder> seen, Consumer<List<Reading>> some) {
    Map<Source, Reading> known = new HashMap<>();
    for (Folder folder : seen) {
      readings
          .getOrDefault(folder.path(), List.of())
          .forEach(reading -> known.put(reading.source(), reading));
    }
    List<Source> sources = seen.stream().map(Folder::sources).flatMap(List::stream).toList();
    List<Reading> all = new ArrayList<>();
    for (int from = 0; from < sources.size(); from += AT_ONCE) {
      List<Source> next = sources.subList(from, Math.min(sources.size(), from + AT_ONCE));
      read(next, source -> source, known::get).forEach(read -> all.add(kept(read)));
      some.accept(all.subList(from, all.size()));
    }
    Iterator<Reading> found = all.iterator();
    for (Folder folder : seen) {
      List<Reading> now = folder.sources().stream().map(source -> found.next()).toList();
      news.compare(readings.put(folder.path(), now), now);
    }
    if (turns != tree.turns()) {
      turns = tree.turns();
      if (readings.keySet().removeIf(folder -> tree.folder(folder) == null)) {
        news.other();
      }
    }
    List<Fault> others = tree.troubles();
    if (!others.equals(troubles)) {
      news.other();
    }
    troubles = others;
  }

  /** Whether other certificates, files or troubles were found since it was settled last. */
  public boolean hasNews() {
    return news.isAny();
  }

  /**
   * What was renewed since then, by what was read before, if nothing else was found. For other
   * names or by somebody else is no renewal.
   */
  public Optional<IdentityHashMap<Reading, Reading>> renewals() {
    return news.renewals();
  }

  /** What was found so far is no news any more. */
  public void settle() {
    news.settle();
  }

  /** Grows when there are other folders to watch. */
  public long turns() {
    return tree.turns();
  }

  /** With the folders of certificates whose keys are in one of these folders. */
  private Map<Path, Set<Path>> withDependents(Map<Path, Set<Path>> changed) {
    Map<Path, Set<Path>> all = new HashMap<>(changed);
    if (!recogniser.hasPattern()) {
      return all;
    }
    readings().stream()
        .map(Reading::source)
        .filter(
            source -> source.files().stream().map(Path::getParent).anyMatch(changed::containsKey))
        .map(source -> source.certificate().getParent())
        .filter(Objects::nonNull)
        .forEach(folder -> all.put(folder, Set.of()));
    return all;
  }

  /** What was read. */
  public Collection<Reading> readings() {
    return readings.values().stream().flatMap(List::stream).toList();
  }

  /**
   * A certificate with its key for Sōzu.
   *
   * @param names that it is wanted for
   * @throws Unusable with what is wrong with its files now, where they are read again
   */
  public CertificateAndKey certificate(Source source, Pair pair, List<String> names)
      throws Unusable {
    CertificateAndKey known = unsent.get(source, pair);
    CertificateAndKey certificate = known == null ? reader.again(source, pair) : known;
    return certificate.toBuilder().addAllNames(names).build();
  }

  /** What looks at files for this folder. */
  public Readers readers() {
    return readers;
  }

  /** Forgets all keys. */
  public void forgetKeys() {
    unsent.clear();
  }

  /** The folders of the tree. */
  public List<Path> folders() {
    return tree.folders().stream().map(Folder::path).toList();
  }

  /** Folders that are not of the tree, and that its symbolic links lead along; at most so many. */
  public Set<Path> beside(int most) {
    return tree.trails().folders().stream()
        .filter(folder -> tree.folder(folder) == null)
        .limit(most)
        .collect(Collectors.toSet());
  }

  /** Folders with symbolic links that lead along an entry of another one. From any thread. */
  public Set<Path> linkedThrough(Path entry) {
    return tree.trails().through(entry);
  }

  /** Folders with symbolic links that lead along any entry of this one. From any thread. */
  public Set<Path> linkedInto(Path folder) {
    return tree.trails().throughAny(folder);
  }

  /** Why the root cannot be listed; null when it can. */
  public @Nullable Fault trouble() {
    Folder top = tree.folder(root);
    return top == null ? null : top.trouble();
  }

  /** What could not be looked at, with the reason; what is below it is not seen. */
  public List<Fault> troubles() {
    return troubles;
  }

  /**
   * What a look at a source gave.
   *
   * @param before as it was read before; null for never
   * @param reading as it is
   * @param found what was read now, with the key; null when it was not read or cannot be used
   */
  private record Read(@Nullable Reading before, Reading reading, PairReader.@Nullable Found found) {
    /** Without the key. */
    @Override
    public String toString() {
      return reading.toString();
    }
  }

  /** Nothing is changed here: whoever is late must not change what was found since. */
  private <S> List<Read> read(
      List<S> items, Function<S, Source> source, Function<S, @Nullable Reading> known) {
    return readers.each(
        items,
        item -> source.apply(item).certificate().toString(),
        item -> current(source.apply(item), known.apply(item)),
        (item, words) -> unanswered(source.apply(item), known.apply(item), words));
  }

  private Reading kept(Read read) {
    unsent.put(read.reading().source(), read.found());
    return read.reading();
  }

  private Read current(Source source, @Nullable Reading known) {
    return known != null && isCurrent(known) ? new Read(known, known, null) : read(source, known);
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

  private Read unanswered(Source source, @Nullable Reading known, String words) {
    Fault fault = new Fault(Cause.UNREADABLE, source.certificate(), 0, words);
    return failed(source, known, Stamp.NONE, clock.instant(), fault);
  }

  private static Read failed(
      Source source, @Nullable Reading known, Stamp stamp, Instant at, Fault fault) {
    return new Read(known, Reading.failed(source, stamp, at, fault).after(known), null);
  }

  private Read read(Source source, @Nullable Reading known) {
    Instant now = clock.instant();
    Stamp before = Stamp.of(source);
    try {
      PairReader.Found found = reader.read(source);
      if (before.equals(Stamp.of(source))) {
        return new Read(known, Reading.of(source, before, now, found.pair()), found);
      }
      Fault changing =
          new Fault(Cause.CHANGING, source.certificate(), 0, "changed while it was read");
      return failed(source, known, before, now, changing);
    } catch (Unusable e) {
      return failed(source, known, before, now, e.fault());
    }
  }
}
