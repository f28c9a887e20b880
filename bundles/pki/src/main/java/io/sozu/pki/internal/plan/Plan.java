package io.sozu.pki.internal.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What to do so that Sōzu serves what it should. Decides, and does nothing. */
public final class Plan {
  private final Observed observed;
  private final Ledger ledger;
  private final boolean adopt;
  private final Predicate<Want> hidden;
  private final Others others;
  private final Set<Slot> wanted;
  private final Map<Slot, Owned> ours = new HashMap<>();
  private final Map<Origin, List<Owned>> current = new HashMap<>();
  private final Set<Slot> used = new HashSet<>();

  private Plan(
      Set<Slot> wanted,
      Observed observed,
      Ledger ledger,
      boolean adopt,
      Others others,
      Predicate<Want> hidden) {
    this.observed = observed;
    this.ledger = ledger;
    this.adopt = adopt;
    this.others = others;
    this.hidden = hidden;
    this.wanted = wanted;
    for (Owned owned : ledger.all()) {
      if (!wanted.contains(owned.slot())) {
        ours.put(owned.slot(), owned);
        if (!owned.retired()) {
          current.computeIfAbsent(Origin.of(owned), key -> new ArrayList<>()).add(owned);
        }
      }
    }
  }

  /**
   * The steps, in an order in which no name is ever without its certificate: what drops names comes
   * last.
   *
   * @param wanted everything that should be served
   * @param asked what Sōzu was asked about
   * @param observed what it said
   * @param ledger what is ours there
   * @param adopt whether what others put there is replaced, too
   * @param others whose certificates are not, unless nobody wants them
   * @param hidden whether what is served in the place of one was so when it had been sent last:
   *     sending it again changes nothing
   */
  public static List<Step> between(
      Set<Slot> wanted,
      Collection<Want> asked,
      Observed observed,
      Ledger ledger,
      boolean adopt,
      Others others,
      Predicate<Want> hidden) {
    Plan plan = new Plan(wanted, observed, ledger, adopt, others, hidden);
    return asked.stream()
        .map(plan::step)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparingInt(Plan::rank))
        .toList();
  }

  /** What is ours, current, and not wanted any more: to be removed when the steps are done. */
  public static List<Slot> superfluous(Set<Slot> wanted, Ledger ledger) {
    return ledger.current().stream()
        .map(Owned::slot)
        .filter(slot -> !wanted.contains(slot))
        .toList();
  }

  /**
   * What is ours, was removed or replaced, and is served again: a Sōzu came back with an old state.
   */
  public static List<Slot> returned(Collection<Owned> unwanted, Observed observed) {
    return unwanted.stream()
        .filter(
            owned ->
                observed
                    .of(owned.slot().listener(), owned.names())
                    .contains(owned.slot().fingerprint()))
        .map(Owned::slot)
        .toList();
  }

  /** Whether a certificate may be other than it was sent, or was never sent. */
  public static boolean isDoubtful(Want want, Ledger ledger) {
    Owned owned = ledger.get(want.slot());
    return owned == null || owned.retired() || !owned.content().equals(want.content());
  }

  private static int rank(Step step) {
    return step.old() == null ? 0 : step.drops() ? 2 : 1;
  }

  private Optional<Step> step(Want want) {
    if (want.reading() == null) {
      // Kept, and nobody can send it again now.
      return Optional.empty();
    }
    boolean same = !isDoubtful(want, ledger);
    Set<String> seen = observed.of(want.slot().listener(), want.names());
    if (same && (observed.isServed(want) || isOnlyShadowed(want, seen))) {
      return Optional.empty();
    }
    if (seen.contains(want.slot().fingerprint()) && !same) {
      return Optional.of(new Step(want, want.slot(), drops(want, ledger.get(want.slot()))));
    }
    Owned victim = victim(want, seen);
    if (victim != null) {
      used.add(victim.slot());
      return Optional.of(new Step(want, victim.slot(), drops(want, victim)));
    }
    if (seen.contains(want.slot().fingerprint())) {
      return Optional.of(new Step(want, want.slot(), false));
    }
    return Optional.of(
        adopt
            ? foreign(want, seen)
                .map(found -> new Step(want, found, true))
                .orElseGet(() -> new Step(want, null, false))
            : new Step(want, null, false));
  }

  /**
   * Whether Sōzu has it, and others hide it that are not ours to replace. A Sōzu that came back
   * with an old state may have those others only, and serve ours when it is sent again.
   */
  private boolean isOnlyShadowed(Want want, Set<String> seen) {
    return hidden.test(want)
        && !seen.contains(Observed.NONE)
        && !seen.isEmpty()
        && victim(want, seen) == null
        && (!adopt || foreign(want, seen).isEmpty());
  }

  /**
   * One of ours that this one takes the place of: what is served for its names, or its file had for
   * one of them. A file that is for other names now has not renewed anything.
   */
  private @Nullable Owned victim(Want want, Set<String> seen) {
    String listener = want.slot().listener();
    Stream<Owned> served =
        seen.stream()
            .map(fingerprint -> new Slot(listener, fingerprint))
            .map(slot -> ours.containsKey(slot) ? ours.get(slot) : others.leaving(slot))
            .flatMap(Stream::ofNullable);
    Stream<Owned> renewed =
        current.getOrDefault(new Origin(listener, want.source()), List.of()).stream()
            .filter(owned -> Owned.share(owned.names(), want.names()));
    return Stream.concat(served, renewed)
        .filter(owned -> !used.contains(owned.slot()) && !others.want(owned.slot()))
        .min(Comparator.comparing(Owned::retired))
        .orElse(null);
  }

  private Optional<Slot> foreign(Want want, Set<String> seen) {
    return seen.stream()
        .filter(fingerprint -> !fingerprint.equals(Observed.NONE))
        .map(found -> new Slot(want.slot().listener(), found))
        .filter(slot -> !wanted.contains(slot) && !others.want(slot))
        .findFirst();
  }

  private static boolean drops(Want want, @Nullable Owned old) {
    return old == null || !want.names().containsAll(old.names());
  }
}
