package io.sozu.metrics.internal.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.protocol.command.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LadderTest {
  @Test
  void everyBoundHoldsExactlyWhatTookLess() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      long[] millis = random.longs(50, 0, 1L << random.nextInt(1, 18)).toArray();
      long[] cumulative = new long[Ladder.FINE.size()];
      Ladder.FINE.add(asSozuTells(millis), cumulative);
      for (int i = 0; i < cumulative.length; i++) {
        double bound = Double.parseDouble(Ladder.FINE.text(i)) * 1000;
        assertThat(cumulative[i])
            .isEqualTo(Arrays.stream(millis).filter(value -> value < bound).count());
      }
    }
  }

  @Test
  void anEmptyHistogramHasZeros() {
    long[] cumulative = new long[Ladder.COARSE.size()];
    Ladder.COARSE.add(List.of(), cumulative);
    assertThat(cumulative).containsOnly(0);
  }

  @Test
  void whatSozuDoesNotCountIsRefused() {
    assertThatThrownBy(() -> Ladder.seconds(List.of(Duration.ofMillis(5))))
        .hasMessageContaining("5ms")
        .hasMessageContaining("powers of two");
    assertThatThrownBy(() -> Ladder.seconds(List.of(Duration.ofMillis(4), Duration.ofMillis(2))))
        .hasMessageContaining("must rise");
  }

  /** Cumulative counts up to 0, 1, 3, 7, …, as far as there are values. */
  private static List<Bucket> asSozuTells(long[] millis) {
    List<Bucket> buckets = new ArrayList<>();
    long count = 0;
    for (int k = 0; count < millis.length; k++) {
      long bound = (1L << k) - 1;
      count = Arrays.stream(millis).filter(value -> value <= bound).count();
      buckets.add(Bucket.newBuilder().setLe(bound).setCount(count).build());
    }
    return buckets;
  }
}
