package io.sozu.pki.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.internal.read.Reading;
import io.sozu.pki.internal.share.Neighbours;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final Others NOBODY =
      new Neighbours().join(() -> Path.of("")).offer(List.of(), List.of(), Instant.EPOCH);

  private static final Routing EVERYWHERE = new Routing(List.of(), List.of());

  private final Ledger ledger = new Ledger(new MemoryBook());
  private final Observed observed = new Observed();

  private static List<Want> wants(Reading... readings) {
    return Desired.of(List.of(readings), EVERYWHERE, Set.of("l"), List.of());
  }

  private static Set<Slot> slots(Collection<Want> wants) {
    return wants.stream().map(Want::slot).collect(Collectors.toSet());
  }

  private void own(Reading... readings) {
    wants(readings).forEach(want -> ledger.put(want.owned()));
  }

  private void serves(String name, String... fingerprints) {
    Arrays.stream(fingerprints).forEach(fingerprint -> observed.add("l", name, fingerprint));
  }

  private List<String> plan(Collection<Want> wants, boolean adopt) {
    return Plan.between(slots(wants), wants, observed, ledger, adopt, NOBODY, want -> true).stream()
        .map(Step::toString)
        .toList();
  }

  private List<String> plan(Reading... readings) {
    return plan(wants(readings), false);
  }

  @Test
  void whatIsNotThereIsAdded() {
    serves("a", "");
    assertThat(plan(Readings.of("a.crt", "new", 1, "a"))).containsExactly("add [a] new… on l");
  }

  @Test
  void whatIsServedAsItWasSentIsLeftAlone() {
    Reading reading = Readings.of("a.crt", "x", 1, "a");
    own(reading);
    serves("a", "x");
    assertThat(plan(reading)).isEmpty();
    // Also from another file: a move.
    assertThat(plan(Readings.of("b.crt", "x", 1, "a"))).isEmpty();
  }

  @Test
  void aRenewedOneTakesThePlaceOfThatOfItsFile() {
    own(Readings.of("a.crt", "old", 1, "a"));
    serves("a", "old");
    assertThat(plan(Readings.of("a.crt", "new", 2, "a")))
        .containsExactly("replace [a] old… on l → new… on l");
    assertThat(Plan.superfluous(slots(wants(Readings.of("a.crt", "new", 2, "a"))), ledger))
        .containsExactly(new Slot("l", "old"));
  }

  @Test
  void aFileThatIsForOtherNamesNowIsAnAddition() {
    own(Readings.of("a.crt", "old", 1, "a"));
    serves("b", "");
    assertThat(plan(Readings.of("a.crt", "new", 2, "b"))).containsExactly("add [b] new… on l");
  }

  @Test
  void tenThousandRenewalsArePlanned() {
    List<Reading> renewed = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String name = "n" + i;
      for (int age = 0; age < 4; age++) {
        own(Readings.of(name, name + "-" + age, age, name));
        if (age < 3) {
          ledger.retire(new Slot("l", name + "-" + age));
        }
      }
      serves(name, name + "-3");
      renewed.add(Readings.of(name, name + "-new", 5, name));
    }
    List<Want> wants = wants(renewed.toArray(Reading[]::new));
    List<Step> steps =
        Plan.between(slots(wants), wants, observed, ledger, false, NOBODY, want -> true);
    assertThat(steps).hasSize(10_000).allMatch(step -> step.old() != null);
  }

  @Test
  void whatWasRemovedAndIsServedAgainIsTold() {
    own(Readings.of("a.crt", "x", 1, "a"));
    ledger.retire(new Slot("l", "x"));
    serves("a", "x");
    assertThat(Plan.returned(ledger.all(), observed)).containsExactly(new Slot("l", "x"));
    assertThat(Plan.returned(ledger.all(), new Observed())).isEmpty();
  }

  @Test
  void aRollbackIsTheSame() {
    own(Readings.of("a.crt", "new", 2, "a"));
    serves("a", "new");
    assertThat(plan(Readings.of("a.crt", "old", 1, "a")))
        .containsExactly("replace [a] new… on l → old… on l");
  }

  @Test
  void oneThatAWorkerLostIsSentAgain() {
    Reading reading = Readings.of("a.crt", "x", 1, "a");
    own(reading);
    serves("a", "x", "");
    assertThat(plan(reading)).containsExactly("refresh [a] x… on l");
  }

  @Test
  void allOfThemAreAddedToASozuThatCameBackEmpty() {
    Reading a = Readings.of("a.crt", "a", 1, "a");
    Reading b = Readings.of("b.crt", "b", 1, "b");
    own(a, b);
    serves("a", "");
    serves("b", "");
    assertThat(plan(a, b)).containsExactlyInAnyOrder("add [a] a… on l", "add [b] b… on l");
  }

  @Test
  void whatAnOldStateBroughtBackIsStillOurs() {
    own(Readings.of("a.crt", "old", 1, "a"), Readings.of("a.crt", "new", 2, "a"));
    ledger.put(wants(Readings.of("a.crt", "old", 1, "a")).get(0).owned());
    ledger.retire(new Slot("l", "old"));
    serves("a", "old");
    assertThat(plan(Readings.of("a.crt", "new", 2, "a")))
        .containsExactly("replace [a] old… on l → new… on l");
  }

  @Test
  void whatOthersPutThereIsReplacedOnlyWhenAdopted() {
    Reading reading = Readings.of("a.crt", "ours", 1, "a");
    serves("a", "foreign");
    assertThat(plan(reading)).containsExactly("add [a] ours… on l");
    assertThat(plan(wants(reading), true))
        .containsExactly("replace [a] foreign… on l → ours… on l");
    own(reading);
    assertThat(plan(reading)).as("it was sent, and is hidden").isEmpty();
  }

  @Test
  void whatIsThereByChanceIsSentOnceSoThatItsChainIsRight() {
    Reading reading = Readings.of("a.crt", "x", 1, "a");
    serves("a", "x");
    assertThat(plan(reading)).containsExactly("refresh [a] x… on l");
  }

  @Test
  void whatDropsNamesComesAfterWhatBringsThem() {
    own(Readings.of("a.crt", "both", 1, "a", "b"));
    serves("a", "both");
    serves("b", "both");
    assertThat(plan(Readings.of("a.crt", "onlya", 3, "a"), Readings.of("b.crt", "onlyb", 2, "b")))
        .containsExactly("add [b] onlyb… on l", "replace [a] both… on l → onlya… on l");
  }
}
