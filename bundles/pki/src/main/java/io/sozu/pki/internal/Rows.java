package io.sozu.pki.internal;

import io.sozu.pki.CertificateInfo;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.pki.Fault;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Pair;
import io.sozu.pki.internal.read.Reading;
import io.sozu.pki.internal.sozu.Standing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The inventory, from what a keeper knows. */
final class Rows {
  private final Keeper keeper;
  private final Map<String, List<Want>> wants = new HashMap<>();

  private Rows(Keeper keeper) {
    this.keeper = keeper;
    for (Want want : keeper.wants()) {
      wants.computeIfAbsent(want.slot().fingerprint(), key -> new ArrayList<>()).add(want);
    }
  }

  static List<CertificateInfo> of(Keeper keeper) {
    Rows rows = new Rows(keeper);
    List<CertificateInfo> all = new ArrayList<>();
    keeper.library().readings().stream()
        .sorted(Comparator.comparing(reading -> reading.source().certificate()))
        .forEach(reading -> all.add(rows.row(reading)));
    Set<Owned> held = new HashSet<>(keeper.verdict().held());
    for (Owned owned : keeper.verdict().kept()) {
      all.add(
          held.contains(owned)
              ? gone(owned, State.HELD, "is gone", "nothing, until somebody lets it go")
              : gone(owned, State.GOING, "is gone", "it is removed from Sōzu"));
    }
    for (Owned owned : keeper.unseen()) {
      String words = "is not seen, because its folder is empty, away or cannot be listed";
      all.add(gone(owned, State.WAITING, words, "it stays until its folder tells more"));
    }
    return all;
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

  private static CertificateInfo unusable(Reading reading, @Nullable Fault fault) {
    boolean passes = fault != null && fault.cause().mayPass();
    return new CertificateInfo(
        reading.source().files(),
        passes ? State.WAITING : State.INVALID,
        fault == null ? "" : fault.text(),
        List.of(),
        "",
        null,
        null,
        "",
        List.of(),
        reading.modified(),
        "it is read again when it changes; what was served still is");
  }

  private static CertificateInfo row(
      Reading reading, Pair pair, State state, String words, List<String> listeners, String next) {
    return new CertificateInfo(
        reading.source().files(),
        state,
        words,
        pair.names(),
        pair.fingerprint(),
        pair.notBefore(),
        pair.notAfter(),
        pair.issuer(),
        listeners,
        reading.modified(),
        next);
  }

  private static CertificateInfo gone(Owned owned, State state, String words, String next) {
    return new CertificateInfo(
        List.of(Path.of(owned.source())),
        state,
        owned.source() + " " + words,
        owned.names(),
        owned.slot().fingerprint(),
        owned.notBefore(),
        null,
        "",
        List.of(owned.slot().listener()),
        null,
        next);
  }
}
