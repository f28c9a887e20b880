package io.sozu.pki.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.internal.plan.Routing.Rule;
import io.sozu.pki.internal.read.Reading;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RenewalTest {
  private static final Routing EVERYWHERE = new Routing(List.of(), List.of());
  private static final Set<String> ONE = Set.of("l1");
  private static final Set<String> TWO = Set.of("l1", "l2");

  private final IdentityHashMap<Reading, Reading> renewed = new IdentityHashMap<>();

  private static List<Want> desired(List<Reading> readings, Routing routing, Set<String> active) {
    return Desired.of(readings, routing, active, List.of());
  }

  /** What is wanted after the first was renewed. */
  private Optional<List<Want>> renew(Reading fresh, Reading... all) {
    renewed.put(all[0], fresh);
    return Renewal.of(desired(List.of(all), EVERYWHERE, ONE), renewed, EVERYWHERE, ONE);
  }

  @Test
  void whatHadAllItsNamesHasThemRenewed() {
    Reading other = Readings.of("b.crt", "other", 9, "c");
    Reading fresh = Readings.of("a.crt", "new", 2, "b", "a");
    assertThat(renew(fresh, Readings.of("a.crt", "old", 1, "b", "a"), other))
        .hasValueSatisfying(
            wants ->
                assertThat(wants)
                    .containsExactlyInAnyOrderElementsOf(
                        desired(List.of(fresh, other), EVERYWHERE, ONE)));
  }

  @Test
  void whatLostANameMayHaveItAgain() {
    Reading newer = Readings.of("b.crt", "newer", 2, "b");
    Reading fresh = Readings.of("a.crt", "new", 3, "a", "b");
    assertThat(renew(fresh, Readings.of("a.crt", "old", 1, "a", "b"), newer)).isEmpty();
    assertThat(renew(fresh, Readings.of("a.crt", "old", 1, "b"), newer)).isEmpty();
  }

  @Test
  void whatIsNotNewerMayLoseThem() {
    Reading older = Readings.of("a.crt", "new", 1, "a");
    assertThat(renew(older, Readings.of("a.crt", "old", 2, "a"))).isEmpty();
    renewed.clear();
    assertThat(renew(older, Readings.of("a.crt", "old", 1, "a"))).isEmpty();
  }

  @Test
  void twoThatBecomeTheSameAreNotPlain() {
    Reading first = Readings.of("a.crt", "old", 1, "a");
    Reading second = Readings.of("b.crt", "older", 0, "b");
    renewed.put(second, Readings.of("b.crt", "new", 3, "b"));
    assertThat(renew(Readings.of("a.crt", "new", 3, "a"), first, second)).isEmpty();
  }

  @Test
  void whatBecomesTheSameAsAnotherOneIsNotPlain() {
    Reading other = Readings.of("b.crt", "new", 3, "c");
    assertThat(
            renew(Readings.of("a.crt", "new", 3, "a"), Readings.of("a.crt", "old", 1, "a"), other))
        .isEmpty();
  }

  /** Where it gives anything, that is what going through everything gives. */
  @Test
  void itGivesWhatAllWouldGive() {
    Random random = new Random(20261130);
    List<String> names = List.of("a", "b", "c", "d", "e", "f", "g", "h");
    List<Routing> routings =
        List.of(
            EVERYWHERE,
            new Routing(List.of(new Rule("a", List.of("l2")), new Rule("b", List.of())), List.of()),
            new Routing(List.of(new Rule("c", List.of("l1", "l2"))), List.of("l1")));
    int plain = 0;
    for (int round = 0; round < 20_000; round++) {
      Routing routing = routings.get(round % routings.size());
      List<Reading> readings = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int first = random.nextInt(names.size() - 1);
        int last = Math.min(names.size(), first + 1 + random.nextInt(3));
        readings.add(reading(i + ".crt", random.nextInt(5), names.subList(first, last)));
      }
      IdentityHashMap<Reading, Reading> some = new IdentityHashMap<>();
      List<Reading> after = new ArrayList<>();
      for (Reading reading : readings) {
        if (random.nextInt(3) == 0) {
          Reading fresh =
              reading(
                  reading.source().certificate().getFileName().toString(),
                  random.nextInt(8),
                  Objects.requireNonNull(reading.pair()).names());
          after.add(fresh);
          some.put(reading, fresh);
        } else {
          after.add(reading);
        }
      }
      Optional<List<Want>> wants = Renewal.of(desired(readings, routing, TWO), some, routing, TWO);
      if (wants.isPresent()) {
        plain++;
        assertThat(wants.get())
            .as("%s, then %s", readings, after)
            .containsExactlyInAnyOrderElementsOf(desired(after, routing, TWO));
      }
    }
    assertThat(plain).isGreaterThan(5_000);
  }

  /** The same names and the same day are the same certificate. */
  private static Reading reading(String file, int day, List<String> names) {
    return Readings.of(file, day + "-" + names, day, names.toArray(String[]::new));
  }
}
