package io.sozu.pki.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private final MemoryBook book = new MemoryBook();
  private final Ledger ledger = new Ledger(book);

  private static Owned owned(String fingerprint, int day) {
    return new Owned(
        new Slot("l", fingerprint),
        "a.crt",
        "c",
        Readings.BEGIN.plusSeconds(day),
        null,
        List.of("a"),
        false);
  }

  @Test
  void onlyChangesAreWritten() {
    ledger.put(owned("x", 1));
    ledger.put(owned("x", 1));
    ledger.retire(new Slot("l", "x"));
    ledger.retire(new Slot("l", "x"));
    ledger.drop(new Slot("l", "x"));
    ledger.drop(new Slot("l", "x"));
    assertThat(book.lines).containsExactly("put x", "retired x", "strike x");
  }

  @Test
  void whatIsOursAgainCountsNoLongerAsRetired() {
    for (int i = 1; i <= 4; i++) {
      ledger.put(owned("c" + i, i));
      ledger.retire(new Slot("l", "c" + i));
    }
    ledger.put(owned("c1", 1));
    ledger.put(owned("c5", 5));
    ledger.retire(new Slot("l", "c5"));
    assertThat(ledger.all()).hasSize(5);
    assertThat(ledger.current()).containsExactly(owned("c1", 1));
  }

  @Test
  void ofAFilesEarlierCertificatesTheLastFourAreRemembered() {
    for (int i = 1; i <= 6; i++) {
      ledger.put(owned("c" + i, i));
      ledger.retire(new Slot("l", "c" + i));
    }
    assertThat(ledger.all())
        .extracting(entry -> entry.slot().fingerprint())
        .containsExactly("c3", "c4", "c5", "c6");
    assertThat(ledger.current()).isEmpty();
  }
}
