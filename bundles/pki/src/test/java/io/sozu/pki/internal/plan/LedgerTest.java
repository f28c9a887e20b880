package io.sozu.pki.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private final MemoryBook book = new MemoryBook();
  private final Ledger ledger = new Ledger(book);

  private static Owned owned(String fingerprint, int day) {
    return owned(fingerprint, "a.crt", day, null);
  }

  private static Owned owned(String fingerprint, String source, int day, @Nullable Instant end) {
    Instant begin = Readings.BEGIN.plusSeconds(day);
    return new Owned(new Slot("l", fingerprint), source, "c", begin, end, List.of("a"), false);
  }

  private void retired(Owned owned) {
    ledger.put(owned);
    ledger.retire(owned.slot());
  }

  private List<String> outdated(Instant now) {
    return ledger.outdated(now).stream().map(owned -> owned.slot().fingerprint()).toList();
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

  @Test
  void whatIsRetiredAndEndedLongAgoIsOutdated() {
    Instant end = Readings.BEGIN;
    retired(owned("ended", "a.crt", 1, end));
    retired(owned("later", "a.crt", 1, end.plusSeconds(1)));
    retired(owned("unknown", "a.crt", 1, null));
    ledger.put(owned("current", "a.crt", 1, end));
    Instant now = end.plus(Ledger.AFTER_ITS_END);
    assertThat(outdated(now)).isEmpty();
    assertThat(outdated(now.plusSeconds(1))).containsExactly("ended");
    assertThat(outdated(now.plusSeconds(2))).containsExactly("ended", "later");
  }

  @Test
  void ofFilesThatAreGoneOnlySoManyAreRemembered() {
    Instant now = Readings.BEGIN;
    ledger.put(owned("current", "a.crt", 1, null));
    int most = Ledger.RETIRED_ELSEWHERE + Ledger.RETIRED;
    for (int i = 0; i < most - 1; i++) {
      retired(owned("c" + i, i + ".crt", 1, now.plusSeconds(100 + i)));
    }
    retired(owned("unknown", "x.crt", 50, null));
    assertThat(outdated(now)).isEmpty();
    retired(owned("more", "y.crt", 1, now.plusSeconds(200_000)));
    assertThat(outdated(now)).containsExactly("unknown");
    retired(owned("again", "z.crt", 1, now.plusSeconds(200_000)));
    assertThat(outdated(now)).containsExactly("unknown", "c0");
  }
}
