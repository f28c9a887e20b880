package io.sozu.pki.internal.sozu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.RefusedByWorkers;
import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import io.sozu.pki.internal.plan.Desired;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.MemoryBook;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Readings;
import io.sozu.pki.internal.plan.Routing;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Readers;
import io.sozu.pki.internal.read.Reading;
import io.sozu.pki.internal.read.Unusable;
import io.sozu.pki.internal.share.Neighbours;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.Response;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is left of Sōzu and the ledger when Sōzu, or we, fail in the middle. */
final class ReconcilerTest {
  private static final Others NOBODY =
      new Neighbours().join(() -> Path.of("")).offer(List.of(), List.of(), Instant.EPOCH);

  private static final Reading OLD = Readings.of("a.crt", "z-old", 1, "a");
  private static final Reading NEW = Readings.of("a.crt", "new", 2, "a");

  private final MemorySozu sozu = new MemorySozu();
  private final Ledger ledger = new Ledger(new MemoryBook());
  private final Reconciler reconciler = reconciler();
  private boolean unusable;

  private Reconciler reconciler() {
    Clock clock = Clock.fixed(Readings.BEGIN, ZoneOffset.UTC);
    return new Reconciler(sozu, ledger, this::material, new Readers(), clock);
  }

  private CertificateAndKey material(Want want) throws Unusable {
    if (unusable) {
      throw new Unusable(new Fault(Cause.CHANGING, Path.of(want.source()), 0, "changes"));
    }
    return MemorySozu.material(want);
  }

  private void pass(boolean all, Reading... readings) {
    sozu.sent.clear();
    reconciler.reconcile(MemorySozu.wants(readings), sozu.listeners(), all, false, NOBODY);
  }

  private static Slot slot(String fingerprint) {
    return new Slot(MemorySozu.LISTENER, fingerprint);
  }

  private String content(String fingerprint) {
    return Objects.requireNonNull(ledger.get(slot(fingerprint))).content();
  }

  private void answer(String line, Outcome outcome) {
    sozu.answers = sent -> sent.equals(line) ? outcome : null;
  }

  private static Outcome refused() {
    return new Outcome(Verdict.REFUSED, "no", null);
  }

  private static Outcome unknown() {
    return new Outcome(Verdict.UNKNOWN, "nobody answered", null);
  }

  @Test
  void theOldOneStaysAsLongAsItsSuccessorIsRefused() {
    pass(true, OLD);
    answer("replace z-old new", refused());
    for (boolean all : new boolean[] {false, false, true, false}) {
      pass(all, NEW);
      assertThat(sozu.shows("a")).isEqualTo("z-old");
    }
    sozu.answers = line -> null;
    pass(true, NEW);
    assertThat(sozu.certificates).containsOnlyKeys("new");
  }

  @Test
  void aNameIsNotDroppedForOneThatIsRefused() {
    Reading both = Readings.of("b.crt", "both", 1, "a", "b");
    pass(true, both);
    answer("add new", refused());
    pass(false, both, NEW);
    pass(false, both, NEW);
    assertThat(sozu.shows("a")).isEqualTo("both");
    sozu.answers = line -> null;
    pass(true, both, NEW);
    assertThat(sozu.certificates).isEqualTo(Map.of("new", List.of("a"), "both", List.of("b")));
  }

  @Test
  void oneThatAnotherOfOursHidesIsTriedAgainSoon() {
    Reading first = Readings.of("b.crt", "y1", 1, "a");
    Reading second = Readings.of("c.crt", "y2", 1, "b");
    pass(true, first, second);
    Reading both = Readings.of("d.crt", "both", 2, "a", "b");
    pass(false, both);
    pass(false, both);
    assertThat(sozu.certificates).containsOnlyKeys("both");
    assertThat(reconciler.isInStep(MemorySozu.wants(both))).isTrue();
  }

  @Test
  void whatWasSentAheadForTheNameOfANewerOneIsPutRight() {
    Reading old = Readings.of("b.crt", "z-old", 1, "a", "b");
    Ahead ahead = reconciler.ahead(sozu.listeners());
    ahead.send(MemorySozu.wants(old));
    ahead.send(MemorySozu.wants(NEW));
    ahead.send(MemorySozu.wants(NEW));
    assertThat(ahead.end()).hasSize(2);
    assertThat(sozu.sent).containsExactly("add z-old", "add new");
    assertThat(sozu.shows("a")).as("of two it serves another").isEqualTo("z-old");

    pass(true, old, NEW);
    pass(false, old, NEW);
    assertThat(sozu.certificates).isEqualTo(Map.of("new", List.of("a"), "z-old", List.of("b")));
    assertThat(reconciler.isInStep(MemorySozu.wants(old, NEW))).isTrue();
  }

  @Test
  void aRefreshThatNobodyAnsweredIsSentAgain() {
    pass(true, Readings.of("a.crt", "x", 1, "a", "b"));
    String before = content("x");
    Reading less = Readings.of("a.crt", "x", 1, "a");
    answer("replace x x", unknown());
    pass(false, less);
    assertThat(reconciler.isInStep(MemorySozu.wants(less))).isFalse();
    assertThat(content("x")).isEmpty();
    assertThat(Objects.requireNonNull(ledger.get(slot("x"))).names())
        .as("what it may still be served for")
        .containsExactly("a", "b");
    sozu.answers = line -> null;
    pass(false, less);
    assertThat(sozu.sent).containsExactly("replace x x");
    assertThat(content("x"))
        .isEqualTo(MemorySozu.wants(less).get(0).content())
        .isNotEqualTo(before);
    assertThat(reconciler.isInStep(MemorySozu.wants(less))).isTrue();
  }

  @Test
  void aRefreshThatIsRefusedOrCannotBeReadIsNotDone() {
    pass(true, Readings.of("a.crt", "x", 1, "a", "b"));
    String before = content("x");
    Reading less = Readings.of("a.crt", "x", 1, "a");
    unusable = true;
    pass(true, less);
    assertThat(reconciler.isInStep(MemorySozu.wants(less))).isFalse();
    assertThat(content("x")).isEqualTo(before);
    unusable = false;
    answer("replace x x", refused());
    pass(true, less);
    assertThat(reconciler.isInStep(MemorySozu.wants(less))).isFalse();
    assertThat(content("x")).isEqualTo(before);
    pass(false, less);
    assertThat(sozu.sent).as("not before all is asked").isEmpty();
  }

  @Test
  void whatWeWereKilledOverIsSentAgain() {
    pass(true, OLD);
    Reading more = Readings.of("a.crt", "z-old", 1, "a", "b");
    sozu.answers =
        line -> {
          throw new IllegalStateException("killed");
        };
    assertThatThrownBy(() -> pass(false, more)).hasMessage("killed");
    sozu.answers = line -> null;
    assertThat(content("z-old")).isEmpty();
    Reconciler next = reconciler();
    next.reconcile(MemorySozu.wants(more), sozu.listeners(), true, false, NOBODY);
    assertThat(sozu.shows("b")).isEqualTo("z-old");
    assertThat(content("z-old")).isEqualTo(MemorySozu.wants(more).get(0).content());
  }

  @Test
  void whatWasRemovedIsRemovedAgainFromASozuThatComesBackWithIt() {
    pass(true, OLD);
    pass(true);
    assertThat(sozu.sent).containsExactly("remove z-old");
    sozu.certificates.put("z-old", List.of("a"));
    pass(false);
    assertThat(sozu.sent).isEmpty();
    pass(true);
    assertThat(sozu.certificates).isEmpty();
  }

  @Test
  void oneThatIsGoneIsSentAgainThoughAnotherOnesIsThere() {
    pass(true, NEW);
    sozu.certificates.clear();
    sozu.certificates.put("foreign", List.of("a"));
    pass(true, NEW);
    assertThat(sozu.sent).containsExactly("add new");
    assertThat(sozu.shows("a")).isEqualTo("new");
  }

  @Test
  void oneThatAnotherOnesHidesIsSentOnce() {
    pass(true, NEW);
    sozu.certificates.put("z-foreign", List.of("a"));
    pass(true, NEW);
    assertThat(sozu.sent).containsExactly("add new");
    pass(true, NEW);
    assertThat(sozu.sent).isEmpty();
    assertThat(Objects.requireNonNull(reconciler.state(slot("new"))).kind())
        .isEqualTo(Standing.Kind.SHADOWED);
  }

  @Test
  void whatIsOnlyKeptAndNoLongerThereIsTold() {
    pass(true, OLD);
    List<Want> kept =
        Desired.of(
            List.of(),
            new Routing(List.of(), List.of()),
            Set.of(MemorySozu.LISTENER),
            ledger.current());
    reconciler.reconcile(kept, sozu.listeners(), true, false, NOBODY);
    assertThat(reconciler.isLost(slot("z-old"))).isFalse();
    assertThat(reconciler.hasOpen(kept)).isFalse();
    sozu.certificates.clear();
    reconciler.reconcile(kept, sozu.listeners(), true, false, NOBODY);
    assertThat(reconciler.isLost(slot("z-old"))).isTrue();
    assertThat(reconciler.hasOpen(kept)).as("so that another look gives up on it").isTrue();
  }

  @Test
  void aRemovalThatDoesNotShowIsTriedAgain() {
    pass(true, OLD);
    answer("remove z-old", Outcome.applied());
    pass(false);
    assertThat(ledger.current()).hasSize(1);
    sozu.answers = line -> null;
    pass(false);
    assertThat(ledger.current()).isEmpty();
    assertThat(sozu.certificates).isEmpty();
  }

  @Test
  void whatTheWorkersRefusedIsTakenFromTheMainProcessToo() {
    RefusedByWorkers failure =
        new RefusedByWorkers(Response.getDefaultInstance(), Map.of("0", "no"));
    answer("add new", Outcome.of(failure));
    pass(true, NEW);
    assertThat(sozu.sent).containsExactly("add new", "remove new");
    assertThat(ledger.all()).isEmpty();
  }

  @Test
  void manyGoInPieces() {
    Reading[] many =
        IntStream.range(0, 450)
            .mapToObj(i -> Readings.of(i + ".crt", "f" + i, 1, "n" + i))
            .toArray(Reading[]::new);
    pass(true, many);
    assertThat(sozu.certificates).hasSize(450);
    assertThat(ledger.current()).extracting(Owned::content).doesNotContain("");
    assertThat(reconciler.isInStep(MemorySozu.wants(many))).isTrue();
  }
}
