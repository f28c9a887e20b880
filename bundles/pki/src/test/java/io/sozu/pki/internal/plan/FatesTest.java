package io.sozu.pki.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import io.sozu.pki.internal.read.Reading;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FatesTest {
  private static final Reading OLD = Readings.of("a.crt", "old", 1, "a");
  private static final Reading OTHER = Readings.of("b.crt", "other", 1, "b");

  private static List<Want> wants(Reading... readings) {
    return Desired.of(List.of(readings), new Routing(List.of(), List.of()), Set.of("l"), List.of());
  }

  private final Set<Slot> lost = new HashSet<>();

  /** The old one was ours; this is what there is now. */
  private Fates fates(boolean isBlind, List<Fault> troubles, Reading... now) {
    List<Owned> current = wants(OLD).stream().map(Want::owned).toList();
    return Fates.of(
        current, wants(now), Set.of("l"), List.of(now), isBlind, troubles, lost::contains);
  }

  private static Reading broken(Cause cause) {
    return new Reading(
        OLD.source(),
        OLD.stamp(),
        OLD.readAt(),
        null,
        new Fault(cause, Path.of("/pki/a.crt"), 0, "cannot be used"),
        OLD.pair());
  }

  @Test
  void oneWhoseFilesCannotBeUsedIsKept() {
    assertThat(fates(false, List.of(), broken(Cause.EMPTY), OTHER).kept()).hasSize(1);
  }

  @Test
  void oneWhoseFilesAreGoneMayGo() {
    assertThat(fates(false, List.of(), OTHER).gone()).hasSize(1);
  }

  @Test
  void oneThatCannotBeSeenStays() {
    assertThat(fates(true, List.of()).unseen()).hasSize(1);
    Fault above = new Fault(Cause.UNREADABLE, Path.of("/pki"), 0, "cannot be read");
    assertThat(fates(false, List.of(above), OTHER).unseen()).hasSize(1);
  }

  @Test
  void oneWhosePathTheSystemCannotWriteStays() {
    Owned owned = wants(OLD).get(0).owned();
    // What ü is to a system with LC_ALL=C, a half of a character is to every system.
    Owned foreign =
        new Owned(
            owned.slot(),
            "/pki/\ud800.crt",
            owned.content(),
            owned.notBefore(),
            owned.notAfter(),
            owned.names(),
            false);
    assertThat(
            Fates.of(
                    List.of(foreign),
                    wants(OTHER),
                    Set.of("l"),
                    List.of(OTHER),
                    false,
                    List.of(),
                    slot -> false)
                .unseen())
        .containsExactly(foreign);
  }

  @Test
  void oneWhosePlaceIsTakenIsNoneOfThem() {
    Fates none = new Fates(List.of(), List.of(), List.of());
    assertThat(fates(false, List.of(), OLD)).isEqualTo(none);
    assertThat(fates(false, List.of(), Readings.of("a.crt", "new", 2, "a", "x"))).isEqualTo(none);
    assertThat(fates(false, List.of(), Readings.of("c.crt", "new", 2, "a", "c"))).isEqualTo(none);
  }

  @Test
  void anOlderOneOfTheSameFileIsARollback() {
    assertThat(fates(false, List.of(), Readings.of("a.crt", "older", 0, "a")))
        .isEqualTo(new Fates(List.of(), List.of(), List.of()));
  }

  @Test
  void anOlderOneElsewhereTakesNoPlace() {
    Reading older = Readings.of("b.crt", "older", 0, "a");
    assertThat(fates(false, List.of(), broken(Cause.EMPTY), older).kept())
        .as("half written")
        .hasSize(1);
    assertThat(fates(false, List.of(), older).gone()).as("gone").hasSize(1);
    assertThat(fates(true, List.of(), older).unseen()).as("not seen").hasSize(1);
    assertThat(fates(false, List.of(), broken(Cause.EXPIRED), older).kept())
        .as("it expired, and the older one has not")
        .isEmpty();
  }

  @Test
  void anOlderOneTakesThePlaceOfOneThatSozuLost() {
    lost.add(new Slot("l", "old"));
    Reading older = Readings.of("b.crt", "older", 0, "a");
    assertThat(fates(false, List.of(), broken(Cause.EMPTY), older).kept()).isEmpty();
    assertThat(fates(false, List.of(), broken(Cause.EMPTY), OTHER).kept())
        .as("nobody has its place")
        .hasSize(1);
  }

  @Test
  void aFileThatIsForOtherNamesNowRenewsNothing() {
    assertThat(fates(false, List.of(), Readings.of("a.crt", "new", 2, "x")).gone()).hasSize(1);
  }

  @Test
  void oneThatIsForOtherListenersNowGoesAsSlowly() {
    List<Owned> current = wants(OLD).stream().map(Want::owned).toList();
    assertThat(
            Fates.of(current, List.of(), Set.of("l"), List.of(OLD), false, List.of(), slot -> false)
                .gone())
        .hasSize(1);
    assertThat(
            Fates.of(current, List.of(), Set.of(), List.of(OLD), false, List.of(), slot -> false)
                .gone())
        .as("nothing can be done on a listener that is not there")
        .isEmpty();
  }
}
