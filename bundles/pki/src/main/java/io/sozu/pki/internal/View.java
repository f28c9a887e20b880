package io.sozu.pki.internal;

import io.sozu.pki.CertificateInfo;
import io.sozu.pki.CertificateInfo.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the last look found and what became of it. Immutable.
 *
 * @param certificates every one, by path
 * @param warnings that are about no certificate: folders that cannot be listed or watched
 * @param counts what was done
 * @param warnDays days before its end at which a certificate is a concern
 * @param at when it was found
 */
record View(
    List<CertificateInfo> certificates,
    List<String> warnings,
    Counts counts,
    int warnDays,
    Instant at) {
  static final View EMPTY = new View(List.of(), List.of(), Counts.NONE, 0, Instant.EPOCH);

  private static final String SOONEST = "expiry.soonest.seconds";

  /** Figures that may fall. */
  static final Set<String> GAUGES =
      Set.of(
          "certificates",
          "served",
          "waiting",
          "invalid",
          "superseded",
          "foreign",
          "going",
          "held",
          SOONEST);

  View {
    certificates = List.copyOf(certificates);
    warnings = List.copyOf(warnings);
  }

  /** One line for people. */
  String summary() {
    return count(State.SERVED) + " of " + certificates.size() + " certificates served";
  }

  /** What somebody should look at, the worst first and not too much of it. */
  List<String> concerns() {
    List<String> concerns = new ArrayList<>();
    concern(concerns, State.HELD, "wait to be let go");
    concern(concerns, State.INVALID, "cannot be used");
    concern(concerns, State.FOREIGN, "are hidden by others");
    concern(concerns, State.WAITING, "wait");
    List<CertificateInfo> expiring =
        certificates.stream().filter(one -> one.served() && daysLeft(one) < warnDays).toList();
    if (!expiring.isEmpty()) {
      CertificateInfo first = expiring.get(0);
      concerns.add(
          expiring.size()
              + " expire within "
              + warnDays
              + " days, such as "
              + first.names()
              + " at "
              + first.notAfter());
    }
    concerns.addAll(warnings);
    return concerns;
  }

  private void concern(List<String> concerns, State state, String what) {
    List<CertificateInfo> such = such(state).toList();
    if (!such.isEmpty()) {
      concerns.add(such.size() + " " + what + ", such as " + such.get(0).words());
    }
  }

  private Stream<CertificateInfo> such(State state) {
    return certificates.stream().filter(one -> one.state() == state);
  }

  private long count(State state) {
    return such(state).count();
  }

  private long daysLeft(CertificateInfo one) {
    Instant end = one.notAfter();
    return end == null ? Long.MAX_VALUE : Duration.between(at, end).toDays();
  }

  /** By the names that the README has. */
  Map<String, Number> figures() {
    Map<State, Long> states = new EnumMap<>(State.class);
    for (State state : State.values()) {
      states.put(state, 0L);
    }
    certificates.forEach(one -> states.merge(one.state(), 1L, Long::sum));
    Map<String, Number> figures = new TreeMap<>();
    states.forEach((state, count) -> figures.put(state.name().toLowerCase(Locale.ROOT), count));
    figures.put("certificates", certificates.size());
    figures.put("added", counts.added());
    figures.put("replaced", counts.replaced());
    figures.put("reconciled", counts.reconciled());
    certificates.stream()
        .filter(CertificateInfo::served)
        .map(CertificateInfo::notAfter)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .ifPresent(end -> figures.put(SOONEST, Duration.between(at, end).toSeconds()));
    return figures;
  }
}
