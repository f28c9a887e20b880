package io.sozu.pki.internal.sozu;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.MemoryBook;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Readings;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Readers;
import io.sozu.pki.internal.read.Reading;
import io.sozu.pki.internal.share.Neighbour;
import io.sozu.pki.internal.share.Neighbours;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was ours long ago, and may still be in Sōzu or not. */
final class ForgettingTest {
  private static final Reading OLD = Readings.of("a.crt", "e-old", 1, "a");
  private static final Reading NEW = Readings.of("a.crt", "new", 200, "a");

  /** When the old one may be forgotten. */
  private static final Instant LATE =
      Readings.BEGIN.plus(Duration.ofDays(1 + 90)).plus(Ledger.AFTER_ITS_END).plusSeconds(1);

  private final MemorySozu sozu = new MemorySozu();
  private final MemoryBook book = new MemoryBook();
  private final Ledger ledger = new Ledger(book);
  private final Neighbours neighbours = new Neighbours();
  private final Neighbour neighbour = neighbours.join(ForgettingTest::socket);

  private static Path socket() {
    return Path.of("/run/sozu.sock");
  }

  private void pass(Instant now, Reading... readings) {
    sozu.sent.clear();
    List<Want> wants = MemorySozu.wants(readings);
    Others others = neighbour.offer(wants, ledger.current(), now);
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    new Reconciler(sozu, ledger, MemorySozu::material, new Readers(), clock)
        .reconcile(wants, sozu.listeners(), true, false, others);
  }

  private List<String> noted() {
    return ledger.all().stream().map(owned -> owned.slot().fingerprint()).toList();
  }

  private void renewed() {
    pass(Readings.BEGIN, OLD);
    pass(Readings.BEGIN, NEW);
    assertThat(noted()).containsExactly("e-old", "new");
  }

  @Test
  void whatEndedLongAgoIsForgotten() {
    renewed();
    pass(LATE.minusSeconds(1), NEW);
    assertThat(noted()).containsExactly("e-old", "new");
    pass(LATE, NEW);
    assertThat(noted()).containsExactly("new");
    assertThat(book.lines).endsWith("strike e-old");
    pass(LATE, NEW);
    assertThat(sozu.sent).isEmpty();
  }

  @Test
  void whatAnotherOneHidesIsTakenOutAsLongAsItIsOurs() {
    renewed();
    sozu.certificates.put("e-old", List.of("a"));
    assertThat(sozu.shows("a")).isEqualTo("new");
    pass(LATE, NEW);
    assertThat(sozu.certificates).containsOnlyKeys("new");
    assertThat(noted()).containsExactly("new");
  }

  @Test
  void whatIsServedIsRemovedFirstAndForgottenTheNextTime() {
    pass(Readings.BEGIN, OLD);
    pass(Readings.BEGIN);
    sozu.certificates.put("e-old", List.of("a"));
    pass(LATE);
    assertThat(sozu.sent).containsExactly("remove e-old");
    assertThat(sozu.certificates).isEmpty();
    assertThat(noted()).containsExactly("e-old");
    pass(LATE);
    assertThat(noted()).isEmpty();
  }

  @Test
  void whatSozuDidNotTakeOutStaysOurs() {
    renewed();
    sozu.answers = line -> new Outcome(Verdict.UNKNOWN, "nobody answered", null);
    pass(LATE, NEW);
    assertThat(sozu.sent).containsExactly("remove e-old");
    assertThat(noted()).containsExactly("e-old", "new");
    sozu.answers = line -> null;
    pass(LATE, NEW);
    assertThat(noted()).containsExactly("new");
  }

  @Test
  void whatIsOnAListenerThatIsNotActiveStaysOurs() {
    renewed();
    ledger.put(ended("elsewhere", "e-old"));
    pass(LATE, NEW);
    assertThat(ledger.get(new Slot("elsewhere", "e-old"))).isNotNull();
    assertThat(noted()).containsExactly("new", "e-old");
  }

  @Test
  void whatIsWantedAgainIsNotForgotten() {
    renewed();
    pass(LATE, OLD);
    assertThat(ledger.current()).extracting(Owned::source).containsExactly("/pki/a.crt");
    assertThat(sozu.certificates).containsOnlyKeys("e-old");
  }

  @Test
  void whatAnotherConnectorWantsByNowIsLeftToIt() {
    renewed();
    Neighbour other = neighbours.join(ForgettingTest::socket);
    other.offer(MemorySozu.wants(Readings.of("b.crt", "e-old", 1, "b")), List.of(), LATE);
    pass(LATE, NEW);
    assertThat(sozu.sent).isEmpty();
    assertThat(noted()).containsExactly("new");
  }

  @Test
  void manyAreForgottenSomeAtATime() {
    for (int i = 0; i < Forgetting.AT_ONCE + 50; i++) {
      ledger.put(ended(MemorySozu.LISTENER, "f" + i));
    }
    sozu.certificates.put("foreign", List.of("a"));
    pass(LATE);
    assertThat(noted()).hasSize(50);
    pass(LATE);
    assertThat(noted()).isEmpty();
    assertThat(sozu.certificates).containsOnlyKeys("foreign");
  }

  private static Owned ended(String listener, String fingerprint) {
    return new Owned(
        new Slot(listener, fingerprint),
        "gone.crt",
        "c",
        Readings.BEGIN,
        Readings.BEGIN,
        List.of("a"),
        true);
  }
}
