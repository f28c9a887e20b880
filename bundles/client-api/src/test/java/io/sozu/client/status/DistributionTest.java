package io.sozu.client.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DistributionTest {
  @Test
  void aValueBelongsToTheFirstBucketWhoseBoundIsNotBelowIt() {
    DistributionRecorder recorder = new DistributionRecorder(1, 2.5, 10);
    for (double value : new double[] {-1, 1, 1.1, 2.5, 10, 10.5, 1e9}) {
      recorder.record(value);
    }
    Distribution told = recorder.snapshot();
    assertThat(told.bounds()).containsExactly(1.0, 2.5, 10.0);
    assertThat(told.counts()).containsExactly(2L, 4L, 5L, 7L);
    assertThat(told.count()).isEqualTo(7);
    assertThat(told.sum()).isEqualTo(-1 + 1 + 1.1 + 2.5 + 10 + 10.5 + 1e9);
  }

  @Test
  void nothingRecordedIsAllZero() {
    assertThat(new DistributionRecorder(1, 2).snapshot())
        .isEqualTo(new Distribution(List.of(1.0, 2.0), List.of(0L, 0L, 0L), 0));
    assertThat(new DistributionRecorder().snapshot().counts()).containsExactly(0L);
  }

  @Test
  void noValueOfManyThreadsIsLost() {
    DistributionRecorder recorder = new DistributionRecorder(10, 20);
    CompletableFuture<?>[] threads =
        IntStream.range(0, 4)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> IntStream.range(0, 30_000).forEach(i -> recorder.record(i % 30))))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(threads).join();
    assertThat(recorder.snapshot().counts()).containsExactly(44_000L, 84_000L, 120_000L);
    assertThat(recorder.snapshot().sum()).isEqualTo(4 * 1_000 * 435.0);
  }

  @Test
  void whatContradictsItselfIsRefused() {
    assertThatThrownBy(() -> new DistributionRecorder(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bounds must be finite and ascending: [1.0, 1.0]");
    assertThatThrownBy(() -> new DistributionRecorder(1, Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Distribution(List.of(1.0), List.of(1L), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 counts for 1 bounds: must be one more");
    assertThatThrownBy(() -> new Distribution(List.of(1.0), List.of(2L, 1L), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("counts must be cumulative: [2, 1]");
    assertThatThrownBy(() -> new Distribution(List.of(), List.of(1L), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DistributionRecorder(1).record(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
