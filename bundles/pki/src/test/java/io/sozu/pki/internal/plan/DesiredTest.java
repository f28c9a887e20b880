package io.sozu.pki.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.internal.plan.Routing.Rule;
import io.sozu.pki.internal.read.Reading;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class DesiredTest {
  private static final Routing EVERYWHERE = new Routing(List.of(), List.of());
  private static final Set<String> ONE = Set.of("l1");

  private static List<String> told(List<Want> wants) {
    return wants.stream()
        .map(want -> want.slot().listener() + " " + want.slot().fingerprint() + " " + want.names())
        .toList();
  }

  private static List<String> desired(Reading... readings) {
    return told(Desired.of(List.of(readings), EVERYWHERE, ONE, List.of()));
  }

  @Test
  void ofTwoForOneNameTheNewestHasIt() {
    Reading old = Readings.of("a.crt", "old", 1, "a", "b");
    Reading fresh = Readings.of("b.crt", "new", 2, "b", "c");
    assertThat(desired(old, fresh)).containsExactly("l1 new [b, c]", "l1 old [a]");
    assertThat(desired(fresh, old)).isEqualTo(desired(old, fresh));
  }

  @Test
  void oneWithoutANameLeftIsNotWanted() {
    Reading old = Readings.of("a.crt", "old", 1, "a");
    assertThat(desired(old, Readings.of("b.crt", "new", 2, "a", "b")))
        .containsExactly("l1 new [a, b]");
  }

  @Test
  void theSameInTwoPlacesIsOne() {
    assertThat(desired(Readings.of("b.crt", "x", 1, "a"), Readings.of("a.crt", "x", 1, "a")))
        .containsExactly("l1 x [a]");
  }

  @Test
  void everyListenerHasItUnlessTheConfigurationSaysOtherwise() {
    Reading reading = Readings.of("a.crt", "x", 1, "a.example", "b.internal");
    Set<String> active = new TreeSet<>(Set.of("l1", "l2", "l3"));
    assertThat(told(Desired.of(List.of(reading), EVERYWHERE, active, List.of()))).hasSize(3);
    Routing routing =
        new Routing(List.of(new Rule("*.internal", List.of("l3", "away"))), List.of("l1"));
    assertThat(told(Desired.of(List.of(reading), routing, active, List.of())))
        .containsExactly("l1 x [a.example]", "l3 x [b.internal]");
  }

  @Test
  void whatIsKeptHasItsNamesByItsAgeToo() {
    Owned kept =
        new Owned(
            new Slot("l1", "kept"), "k", "as sent", Readings.BEGIN, null, List.of("a"), false);
    Reading other = Readings.of("a.crt", "x", 1, "b");
    List<Want> wants = Desired.of(List.of(other), EVERYWHERE, ONE, List.of(kept));
    assertThat(told(wants)).containsExactly("l1 x [b]", "l1 kept [a]");
    assertThat(wants.get(1).reading()).isNull();
    assertThat(wants.get(1).content()).isEqualTo("as sent");
    assertThat(
            told(
                Desired.of(
                    List.of(Readings.of("a.crt", "x", 1, "a")), EVERYWHERE, ONE, List.of(kept))))
        .containsExactly("l1 x [a]");
  }

  @Test
  void whatHasNotChangedIsTheSameAsBefore() {
    Reading first = Readings.of("a.crt", "x", 1, "a", "b");
    Reading second = Readings.of("b.crt", "y", 2, "b");
    List<Want> before = Desired.of(List.of(first), EVERYWHERE, ONE, List.of());
    List<Want> again = Desired.of(List.of(first), EVERYWHERE, ONE, List.of(), before);
    assertThat(again).isEqualTo(before);
    assertThat(again.get(0).content()).isSameAs(before.get(0).content());
    assertThat(Desired.of(List.of(first, second), EVERYWHERE, ONE, List.of(), before))
        .as("other names")
        .isEqualTo(Desired.of(List.of(first, second), EVERYWHERE, ONE, List.of()));
  }

  @Test
  void otherNamesAreAnotherContent() {
    Want alone =
        Desired.of(List.of(Readings.of("a.crt", "x", 1, "a", "b")), EVERYWHERE, ONE, List.of())
            .get(0);
    Want less =
        Desired.of(List.of(Readings.of("a.crt", "x", 1, "a")), EVERYWHERE, ONE, List.of()).get(0);
    assertThat(alone.content()).isNotEqualTo(less.content());
  }
}
