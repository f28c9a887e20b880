package io.sozu.pki.internal.plan;

import io.sozu.pki.internal.read.Pair;
import io.sozu.pki.internal.read.Reading;
import io.sozu.protocol.command.TlsVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Sōzu should serve: each name on each listener by one certificate. Of several for one name
 * the newest wins; the others are sent without that name, because of several Sōzu serves the one
 * that expires last.
 */
public final class Desired {
  /**
   * The newest first; two that were issued in the same second, by their files and then by chance.
   */
  private static final Comparator<Candidate> NEWEST =
      Comparator.comparing(Candidate::notBefore)
          .thenComparing(Candidate::modified)
          .thenComparing(Candidate::fingerprint)
          .reversed();

  /** The same order for what was given names: the newest last. */
  public static final Comparator<Want> BY_AGE =
      Comparator.comparing(Want::notBefore)
          .thenComparing(Desired::modified)
          .thenComparing(want -> want.slot().fingerprint());

  private Desired() {}

  private static Instant modified(Want want) {
    Reading reading = want.reading();
    return reading == null ? Instant.EPOCH : reading.modified();
  }

  /** One certificate before names were given out. */
  private record Candidate(
      String fingerprint,
      Set<String> names,
      Instant notBefore,
      @Nullable Instant notAfter,
      Instant modified,
      String source,
      @Nullable Reading reading,
      @Nullable Owned kept) {
    static Candidate of(Reading reading, Pair pair, Collection<String> names) {
      return new Candidate(
          pair.fingerprint(),
          new TreeSet<>(names),
          pair.notBefore(),
          pair.notAfter(),
          reading.modified(),
          reading.source().certificate().toString(),
          reading,
          null);
    }

    static Candidate of(Owned owned) {
      return new Candidate(
          owned.slot().fingerprint(),
          new TreeSet<>(owned.names()),
          owned.notBefore(),
          owned.notAfter(),
          Instant.EPOCH,
          owned.source(),
          null,
          owned);
    }
  }

  /** What should be served, with nothing known before. */
  public static List<Want> of(
      Collection<Reading> readings, Routing routing, Set<String> active, Collection<Owned> kept) {
    return of(readings, routing, active, kept, List.of());
  }

  /**
   * What should be served.
   *
   * @param readings of the folder
   * @param active listeners that Sōzu has
   * @param kept what stays as it is, because its files cannot be used now or have just gone
   * @param before what this gave last time: what has not changed is not reckoned again
   */
  public static List<Want> of(
      Collection<Reading> readings,
      Routing routing,
      Set<String> active,
      Collection<Owned> kept,
      Collection<Want> before) {
    Map<Slot, Want> known = new HashMap<>();
    before.forEach(want -> known.put(want.slot(), want));
    List<Want> wants = new ArrayList<>();
    for (String listener : new TreeSet<>(active)) {
      Map<String, Candidate> candidates = new HashMap<>();
      for (Reading reading : readings) {
        Pair pair = reading.pair();
        if (pair != null) {
          List<String> names = routing.names(pair, listener, active);
          // The same certificate in two places is one; that of the first path is told.
          candidates.merge(
              pair.fingerprint(),
              Candidate.of(reading, pair, names),
              (a, b) -> a.source().compareTo(b.source()) <= 0 ? a : b);
        }
      }
      for (Owned owned : kept) {
        if (owned.slot().listener().equals(listener)) {
          candidates.putIfAbsent(owned.slot().fingerprint(), Candidate.of(owned));
        }
      }
      wants.addAll(give(listener, candidates.values(), known));
    }
    return wants;
  }

  private static List<Want> give(
      String listener, Collection<Candidate> candidates, Map<Slot, Want> known) {
    List<Want> wants = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Candidate candidate : candidates.stream().sorted(NEWEST).toList()) {
      List<String> names = candidate.names().stream().filter(taken::add).toList();
      if (!names.isEmpty()) {
        Slot slot = new Slot(listener, candidate.fingerprint());
        wants.add(
            new Want(
                slot,
                names,
                content(candidate, names, known.get(slot)),
                candidate.source(),
                candidate.notBefore(),
                candidate.notAfter(),
                candidate.reading()));
      }
    }
    return wants;
  }

  /** The same certificate for other names. */
  public static Want withNames(Want want, List<String> names) {
    Reading reading = want.reading();
    return names.equals(want.names())
        ? want
        : new Want(
            want.slot(),
            names,
            reading == null ? want.content() : content(reading, names),
            want.source(),
            want.notBefore(),
            want.notAfter(),
            reading);
  }

  private static String content(Candidate candidate, List<String> names, @Nullable Want known) {
    Owned kept = candidate.kept();
    if (kept != null) {
      return kept.content();
    }
    Reading reading = candidate.reading();
    if (known != null && Objects.equals(known.reading(), reading) && known.names().equals(names)) {
      return known.content();
    }
    return reading == null ? "" : content(reading, names);
  }

  /** One that was read just now. */
  static Want want(Slot slot, List<String> names, Reading reading, Pair pair) {
    return new Want(
        slot,
        names,
        content(reading, names),
        reading.source().certificate().toString(),
        pair.notBefore(),
        pair.notAfter(),
        reading);
  }

  private static String content(Reading reading, List<String> names) {
    Pair pair = reading.pair();
    return pair == null
        ? ""
        : Digest.of(
            pair.chain(),
            pair.versions().stream().map(TlsVersion::name).collect(Collectors.joining(",")),
            String.join(",", names));
  }
}
