package io.sozu.intake.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.intake.TestMessage;
import io.sozu.intake.internal.decode.Decoder;
import io.sozu.intake.internal.order.Ledger.Prefix;
import io.sozu.testkit.Requests;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private final Ledger<TestMessage> ledger = new Ledger<>();

  @Test
  void whatIsDoneIsToldUpToTheFirstThatIsNot() {
    List<Entry<TestMessage>> entries = add(5);
    ledger.done(entries.get(1));
    ledger.done(entries.get(2));
    assertThat(ledger.advance()).isNull();
    ledger.done(entries.get(0));
    assertThat(ledger.advance()).isEqualTo(new Prefix<>(entries.get(2).message(), 3));
    assertThat(ledger.advance()).isNull();
    ledger.done(entries.get(4));
    assertThat(ledger.advance()).isNull();
    ledger.done(entries.get(3));
    assertThat(ledger.advance()).isEqualTo(new Prefix<>(entries.get(4).message(), 2));
  }

  @Test
  void whatIsDoneAndWaitsIsLetGoButForTheLastOfEachRun() {
    List<Entry<TestMessage>> entries = add(1_000);
    entries.subList(1, 1_000).forEach(ledger::done);
    assertThat(ledger.clear()).containsExactly(entries.get(0), entries.get(999));
  }

  @Test
  void inWhateverOrderTheyAreDoneEachIsToldOnceAndInOrder() {
    Random random = new Random(7);
    List<Entry<TestMessage>> entries = add(2_000);
    List<Entry<TestMessage>> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, random);
    int told = 0;
    for (Entry<TestMessage> entry : shuffled) {
      ledger.done(entry);
      Prefix<TestMessage> prefix = random.nextInt(10) == 0 ? ledger.advance() : null;
      if (prefix != null) {
        told += prefix.messages();
        assertThat(prefix.last()).isSameAs(entries.get(told - 1).message());
      }
    }
    Prefix<TestMessage> rest = ledger.advance();
    assertThat(told + (rest == null ? 0 : rest.messages())).isEqualTo(2_000);
    assertThat(ledger.clear()).isEmpty();
  }

  @Test
  void theOldestUndecidedIsKnown() {
    List<Entry<TestMessage>> entries = add(3);
    assertThat(ledger.oldestUndecided()).isSameAs(entries.get(0));
    entries.get(0).decide();
    entries.get(1).decide();
    assertThat(ledger.oldestUndecided()).isSameAs(entries.get(2));
    ledger.done(entries.get(1));
    ledger.done(entries.get(0));
    ledger.advance();
    entries.get(2).decide();
    assertThat(ledger.oldestUndecided()).isNull();
    assertThat(add(1)).first().isSameAs(ledger.oldestUndecided());
  }

  private List<Entry<TestMessage>> add(int count) {
    List<Entry<TestMessage>> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestMessage message = TestMessage.of("m" + i, Requests.addCluster("c" + i));
      Entry<TestMessage> entry = new Entry<>(message, Decoder.decode(message), 0);
      ledger.add(entry);
      entries.add(entry);
    }
    return entries;
  }
}
