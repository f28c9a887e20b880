package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PieceSizeTest {
  private static final int TARGET_BYTES = 250_000;
  private final PieceSize size = new PieceSize(TimeUnit.MILLISECONDS.toNanos(4));

  private void answers(int times, long bytesEach, long microsEach) {
    for (int i = 0; i < times; i++) {
      int clusters = size.now();
      size.learn(
          clusters,
          clusters * bytesEach,
          TimeUnit.MICROSECONDS.toNanos(clusters * microsEach),
          TARGET_BYTES);
    }
  }

  @Test
  void smallQuickAnswersMakePiecesGrowStepByStepUpToTheMost() {
    assertThat(size.now()).isEqualTo(PieceSize.START);
    answers(1, 100, 1);
    assertThat(size.now()).isEqualTo(2 * PieceSize.START);
    answers(10, 100, 1);
    assertThat(size.now()).isEqualTo(PieceSize.MOST);
  }

  @Test
  void bytesBoundAPiece() {
    answers(10, 5_000, 1);

    assertThat(size.now()).isEqualTo(50);
  }

  @Test
  void clustersThatBecomeLargeBoundTheVeryNextPiece() {
    answers(10, 100, 1);
    answers(1, 25_000, 1);

    assertThat(size.now()).isEqualTo(10);
  }

  @Test
  void timeBoundsAPieceButNotBelowWhereTheRoundTripIsWhatTakesIt() {
    answers(20, 100, 100);
    assertThat(size.now()).isBetween(39, 41);

    answers(20, 100, 100_000);
    assertThat(size.now()).isEqualTo(PieceSize.LEAST_BY_TIME);
  }
}
