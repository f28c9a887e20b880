package io.sozu.pki.internal;

import io.sozu.pki.CertificateInfo;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.pki.Fault;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Pair;
import io.sozu.pki.internal.read.Reading;
import io.sozu.pki.internal.sozu.Standing;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The inventory, from what a keeper knows. */
final class Rows {
  private final Keeper keeper;
  private final Map<String, List<Want>> wants = new HashMap<>();

  /** What stays of a file, by its path, because nothing can be sent from there now. */
  private final Map<String, List<Want>> kept = new HashMap<>();

  /** Paths that are in the folder; filled when they are asked for. */
  private final Set<String> there = new HashSet<>();

  private Rows(Keeper keeper, Collection<Want> some) {
    this.keeper = keeper;
    for (Want want : some) {
      wants.computeIfAbsent(want.slot().fingerprint(), key -> new ArrayList<>()).add(want);
      if (want.reading() == null) {
        kept.computeIfAbsent(want.source(), key -> new ArrayList<>()).add(want);
      }
    }
  }

  /**
   * All rows.
   *
   * @param before as they were when this was called last
   */
  static List<CertificateInfo> of(Keeper keeper, List<CertificateInfo> before) {
    return keeper
        .takeUnshown()
        .map(renewed -> with(keeper, before, renewed))
        .orElseGet(() -> all(keeper));
  }

  private static List<CertificateInfo> with(
      Keeper keeper, List<CertificateInfo> before, Map<Path, Reading> renewed) {
    Set<String> replaced =
        before.stream()
            .filter(row -> isOf(row, renewed))
            .map(CertificateInfo::fingerprint)
            .collect(Collectors.toSet());
    if (before.stream()
        .anyMatch(row -> !isOf(row, renewed) && replaced.contains(row.fingerprint()))) {
      // The same certificate in another place is told as another one now.
      return all(keeper);
    }
    Set<String> sources = renewed.keySet().stream().map(Path::toString).collect(Collectors.toSet());
    Rows rows =
        new Rows(
            keeper,
            keeper.wants().stream().filter(want -> sources.contains(want.source())).toList());
    List<CertificateInfo> all = new ArrayList<>(before.size());
    for (CertificateInfo row : before) {
      Reading reading = isOf(row, renewed) ? renewed.get(row.files().get(0)) : null;
      all.add(reading == null ? row : rows.row(reading));
    }
    return all;
  }

  /** What no file demands any more has no time of its files. */
  private static boolean isOf(CertificateInfo row, Map<Path, Reading> renewed) {
    return row.changed() != null && renewed.containsKey(row.files().get(0));
  }

  private static List<CertificateInfo> all(Keeper keeper) {
    Rows rows = new Rows(keeper, keeper.wants());
    List<CertificateInfo> all = new ArrayList<>();
    keeper.library().readings().stream()
        .sorted(Comparator.comparing(reading -> reading.source().certificate()))
        .forEach(reading -> all.add(rows.row(reading)));
    Set<Owned> held = new HashSet<>(keeper.verdict().held());
    for (Owned owned : keeper.verdict().kept()) {
      String words = rows.isThere(owned) ? "is for other names or listeners now" : "is gone";
      all.add(
          held.contains(owned)
              ? rows.left(owned, State.HELD, words, "nothing, until somebody lets it go")
              : rows.left(owned, State.GOING, words, "it is removed from Sōzu"));
    }
    for (Owned owned : keeper.unseen()) {
      String why =
          files(owned.source()).isEmpty()
              ? "the system's character set does not have its name (LC_ALL, LANG)"
              : "its folder is empty, away or cannot be listed";
      String words = "is not seen, because " + why;
      all.add(rows.left(owned, State.WAITING, words, "it stays until its folder tells more"));
    }
    return all;
  }

  private boolean isThere(Owned owned) {
    if (there.isEmpty()) {
      keeper.library().readings().forEach(one -> there.add(one.source().certificate().toString()));
    }
    return there.contains(owned.source());
  }

  private boolean isServed(List<Want> some) {
    return !some.isEmpty() && some.stream().allMatch(keeper.reconciler()::isServed);
  }

  private CertificateInfo row(Reading reading) {
    Fault fault = reading.fault();
    Pair pair = reading.pair();
    if (pair == null || fault != null) {
      return unusable(reading, fault);
    }
    List<Want> mine = wants.getOrDefault(pair.fingerprint(), List.of());
    if (mine.isEmpty()) {
      return row(
          reading,
          pair,
          State.SUPERSEDED,
          reading.source().certificate()
              + " is for no name that no newer certificate has, or for no active listener",
          List.of(),
          "nothing, until another file or listener changes");
    }
    List<String> listeners = mine.stream().map(want -> want.slot().listener()).toList();
    return mine.stream()
        .filter(want -> !keeper.reconciler().isServed(want))
        .findFirst()
        .map(want -> unserved(reading, pair, want, listeners))
        .orElseGet(
            () ->
                row(
                    reading,
                    pair,
                    State.SERVED,
                    String.join("; ", pair.notes()),
                    listeners,
                    "it is watched"));
  }

  private CertificateInfo unserved(Reading reading, Pair pair, Want want, List<String> listeners) {
    Standing standing = keeper.reconciler().state(want.slot());
    String words =
        reading.source().certificate()
            + ": "
            + (standing == null ? "not sent yet" : standing.words());
    Standing.Kind kind = standing == null ? Standing.Kind.OPEN : standing.kind();
    return switch (kind) {
      case REFUSED ->
          row(reading, pair, State.INVALID, words, listeners, "it waits for other files");
      case SHADOWED ->
          row(reading, pair, State.FOREIGN, words, listeners, "nothing, unless others are adopted");
      case OPEN, SERVED -> row(reading, pair, State.WAITING, words, listeners, "it is tried again");
    };
  }

  private CertificateInfo unusable(Reading reading, @Nullable Fault fault) {
    boolean passes = fault != null && fault.cause().mayPass();
    List<Want> before = kept.getOrDefault(reading.source().certificate().toString(), List.of());
    Optional<Want> first = before.stream().findFirst();
    return new CertificateInfo(
        reading.source().files(),
        passes ? State.WAITING : State.INVALID,
        fault == null ? "" : fault.text(),
        isServed(before),
        first.map(Want::names).orElse(List.of()),
        first.map(want -> want.slot().fingerprint()).orElse(""),
        first.map(Want::notBefore).orElse(null),
        first.map(Want::notAfter).orElse(null),
        "",
        before.stream().map(want -> want.slot().listener()).toList(),
        reading.modified(),
        "it is read again when it changes; what was served still is");
  }

  private static CertificateInfo row(
      Reading reading, Pair pair, State state, String words, List<String> listeners, String next) {
    return new CertificateInfo(
        reading.source().files(),
        state,
        words,
        state == State.SERVED,
        pair.names(),
        pair.fingerprint(),
        pair.notBefore(),
        pair.notAfter(),
        pair.issuer(),
        listeners,
        reading.modified(),
        next);
  }

  /** One that no file demands any more. */
  private CertificateInfo left(Owned owned, State state, String words, String next) {
    List<Want> mine =
        wants.getOrDefault(owned.slot().fingerprint(), List.of()).stream()
            .filter(want -> want.slot().equals(owned.slot()))
            .toList();
    return new CertificateInfo(
        files(owned.source()),
        state,
        owned.source() + " " + words,
        isServed(mine),
        owned.names(),
        owned.slot().fingerprint(),
        owned.notBefore(),
        owned.notAfter(),
        "",
        List.of(owned.slot().listener()),
        null,
        next);
  }

  private static List<Path> files(String source) {
    try {
      return List.of(Path.of(source));
    } catch (InvalidPathException e) {
      // The system's character set has not all of its letters; the words have them.
      return List.of();
    }
  }
}
