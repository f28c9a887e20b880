package io.sozu.pki.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.internal.plan.Removals.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RemovalsTest {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private Instant now = Readings.BEGIN;
  private final Removals removals =
      new Removals(
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  private static List<Owned> gone(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Owned(
                    new Slot("l", "f" + i),
                    "s" + i,
                    "c",
                    Readings.BEGIN,
                    null,
                    List.of("n" + i),
                    false))
        .toList();
  }

  private Verdict judge(List<Owned> gone) {
    return removals.judge(gone, 50, GRACE, 10, 3);
  }

  @Test
  void nothingGoesBeforeItsGraceEnds() {
    assertThat(judge(gone(1)).kept()).hasSize(1);
    assertThat(judge(gone(1)).next()).isEqualTo(now.plus(GRACE));
    now = now.plusSeconds(29);
    assertThat(judge(gone(1)).kept()).hasSize(1);
    now = now.plusSeconds(1);
    assertThat(judge(gone(1)).kept()).isEmpty();
  }

  @Test
  void whatComesBackHasItsGraceAnew() {
    judge(gone(1));
    now = now.plusSeconds(29);
    judge(List.of());
    now = now.plusSeconds(1);
    assertThat(judge(gone(1)).kept()).hasSize(1);
  }

  @Test
  void tooManyAtOnceAreHeldUntilSomebodyLetsThemGo() {
    judge(gone(6));
    now = now.plusSeconds(30);
    assertThat(judge(gone(6)).held()).as("10% of 50 are 5").hasSize(6);
    assertThat(judge(gone(6)).kept()).hasSize(6);
    assertThat(removals.release()).isEqualTo(6);
    assertThat(judge(gone(6)).kept()).isEmpty();
    assertThat(removals.release()).isZero();
  }

  @Test
  void manyOneAfterTheOtherAreTooManyAsWell() {
    for (int second = 0; second <= 30; second++) {
      assertThat(judge(gone(second)).held()).isEmpty();
      now = now.plusSeconds(1);
    }
    assertThat(judge(gone(31)).held()).hasSize(31);
  }

  @Test
  void whatWentLatelyCounts() {
    judge(gone(4));
    now = now.plusSeconds(30);
    assertThat(judge(gone(4)).kept()).isEmpty();
    // They are not ours any more; the two after them are gone since now.
    List<Owned> two = gone(6).subList(4, 6);
    assertThat(removals.judge(two, 46, GRACE, 10, 3).held()).isEmpty();
    now = now.plusSeconds(30);
    assertThat(removals.judge(two, 46, GRACE, 10, 3).held()).hasSize(2);
    now = now.plusSeconds(150);
    assertThat(removals.judge(two, 46, GRACE, 10, 3).held()).as("long ago").isEmpty();
  }

  @Test
  void whatWasLetGoDoesNotCount() {
    judge(gone(6));
    now = now.plusSeconds(30);
    judge(gone(6));
    removals.release();
    judge(gone(6));
    List<Owned> two = gone(8).subList(6, 8);
    judge(two);
    now = now.plusSeconds(30);
    assertThat(judge(two).kept()).isEmpty();
  }

  @Test
  void theShareIsOfWhatWasOursAtFirst() {
    removals.judge(gone(4), 40, GRACE, 10, 0);
    now = now.plusSeconds(30);
    assertThat(removals.judge(gone(4), 30, GRACE, 10, 0).kept()).as("4 of 40").isEmpty();
  }

  @Test
  void someAreNeverTooMany() {
    removals.judge(gone(3), 3, GRACE, 10, 3);
    now = now.plusSeconds(30);
    assertThat(removals.judge(gone(3), 3, GRACE, 10, 3).kept()).isEmpty();
  }
}
