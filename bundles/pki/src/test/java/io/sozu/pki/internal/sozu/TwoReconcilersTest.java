package io.sozu.pki.internal.sozu;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.MemoryBook;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Readings;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Readers;
import io.sozu.pki.internal.read.Reading;
import io.sozu.pki.internal.share.Neighbour;
import io.sozu.pki.internal.share.Neighbours;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two that work for one Sōzu, whose order is the test's. */
final class TwoReconcilersTest {
  private static final Reading OLD = Readings.of("a.crt", "z-old", 1, "a", "b");
  private static final Reading NEW = Readings.of("b.crt", "new", 2, "a");

  private static final Clock CLOCK = Clock.fixed(Readings.BEGIN, ZoneOffset.UTC);

  private final MemorySozu sozu = new MemorySozu();
  private final Neighbours neighbours = new Neighbours();
  private final One first = new One();
  private final One second = new One();

  private final class One {
    private final Ledger ledger = new Ledger(new MemoryBook());
    private final Reconciler reconciler =
        new Reconciler(sozu, ledger, MemorySozu::material, new Readers(), CLOCK);
    private final Neighbour neighbour = neighbours.join(() -> Path.of("/run/sozu.sock"));

    /** As a keeper does. */
    List<String> pass(Reading... readings) {
      sozu.sent.clear();
      List<Want> offered = MemorySozu.wants(readings);
      Others others = neighbour.offer(offered, ledger.current(), Readings.BEGIN);
      List<Want> wants = others.share(offered);
      reconciler.reconcile(wants, sozu.listeners(), true, false, others);
      neighbour.did(wants, ledger);
      return List.copyOf(sozu.sent);
    }
  }

  @Test
  void whatBothWantGoesWithTheLast() {
    first.pass(OLD);
    second.pass(OLD);
    assertThat(first.pass()).as("it is the other one's now").isEmpty();
    assertThat(first.ledger.get(new Slot(MemorySozu.LISTENER, "z-old"))).isNull();
    assertThat(second.pass(OLD)).isEmpty();
    assertThat(second.pass()).containsExactly("remove z-old");
  }

  /** Sōzu would show the old one, if it had both for the name. */
  @Test
  void aNamePassesToTheNewerOneAndBack() {
    first.pass(OLD);
    assertThat(second.pass(NEW)).as("for another name it is wanted").containsExactly("add new");
    assertThat(sozu.shows("a")).isEqualTo("z-old");
    assertThat(first.pass(OLD)).containsExactly("replace z-old z-old");
    assertThat(sozu.certificates).isEqualTo(Map.of("z-old", List.of("b"), "new", List.of("a")));
    isAtPeace();

    assertThat(second.pass()).as("nobody has taken its name yet").isEmpty();
    assertThat(sozu.shows("a")).isEqualTo("new");
    assertThat(first.pass(OLD)).containsExactly("replace z-old z-old");
    assertThat(second.pass()).containsExactly("remove new");
    assertThat(sozu.certificates).isEqualTo(Map.of("z-old", List.of("a", "b")));
  }

  private void isAtPeace() {
    for (int i = 0; i < 2; i++) {
      assertThat(first.pass(OLD)).isEmpty();
      assertThat(second.pass(NEW)).isEmpty();
    }
  }

  @Test
  void oneThatNobodyWantsAnyMoreIsReplaced() {
    Reading whole = Readings.of("c.crt", "a-whole", 3, "a", "b");
    first.pass(OLD);
    assertThat(second.pass(whole)).containsExactly("replace z-old a-whole");
    first.pass(OLD);
    assertThat(sozu.certificates).isEqualTo(Map.of("a-whole", List.of("a", "b")));
    assertThat(first.pass(OLD)).isEmpty();
    second.pass();
    assertThat(first.pass(OLD)).containsExactly("replace a-whole z-old");
    second.pass();
    assertThat(sozu.certificates).isEqualTo(Map.of("z-old", List.of("a", "b")));
  }

  @Test
  void aNameStaysWhereItIsWhileItsHeirIsRefused() {
    first.pass(OLD);
    sozu.answers = line -> line.equals("add new") ? new Outcome(Verdict.REFUSED, "no", null) : null;
    second.pass(NEW);
    assertThat(first.pass(OLD)).isEmpty();
    assertThat(sozu.shows("a")).isEqualTo("z-old");
    assertThat(first.pass(Readings.of("d.crt", "d", 1, "d"))).as("files gone").contains("add d");
    assertThat(sozu.shows("a")).isEqualTo("z-old");

    sozu.answers = line -> null;
    second.pass(NEW);
    first.pass(Readings.of("d.crt", "d", 1, "d"));
    assertThat(sozu.certificates).isEqualTo(Map.of("d", List.of("d"), "new", List.of("a")));
  }
}
