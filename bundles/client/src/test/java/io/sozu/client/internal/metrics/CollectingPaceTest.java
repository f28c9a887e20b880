package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Metrics.Collected;
import io.sozu.client.Metrics.MetricsSink;
import io.sozu.client.MetricsQuery;
import io.sozu.protocol.command.AggregatedMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many questions a collection asks while its sink still holds a piece. */
final class CollectingPaceTest {
  private final VirtualSozu sozu = new VirtualSozu(2);
  private final PiecewiseMetrics metrics = new PiecewiseMetrics(sozu, sozu.state());
  private final CountDownLatch holding = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @BeforeEach
  void fill() {
    IntStream.range(0, 1_000).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(40)));
    sozu.bytesIn = 1_000;
    collect(piece -> {}).join();
    sozu.asked.clear();
  }

  @AfterEach
  void close() {
    metrics.close();
    sozu.close();
  }

  private CompletableFuture<Collected> collect(MetricsSink sink) {
    return metrics.collect(MetricsQuery.all(Duration.ofMinutes(2)), sink).toCompletableFuture();
  }

  private void hold(AggregatedMetrics piece) {
    if (piece.getWorkersOrThrow("0").getClustersCount() > 0) {
      holding.countDown();
      assertThat(awaited(released)).isTrue();
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Questions about clusters that were asked before the sink let the first of their pieces go. */
  private int askedMeanwhile() throws Exception {
    CompletableFuture<Collected> collected = collect(this::hold);
    assertThat(awaited(holding)).isTrue();
    for (int i = 0; i < 20; i++) {
      sozu.executor().submit(() -> {}).get();
    }
    int asked = sozu.asked.size() - 1;
    released.countDown();
    assertThat(collected.join().incomplete()).isEmpty();
    return asked;
  }

  @Test
  void withoutTrafficTheNextPieceIsAskedAtOnceAndNoMoreThanThat() throws Exception {
    assertThat(askedMeanwhile()).isEqualTo(2);
  }

  @Test
  void withTrafficTheNextPieceIsAskedWhenTheSinkHasHadTheLast() throws Exception {
    sozu.bytesIn = 2_000;

    assertThat(askedMeanwhile()).isEqualTo(1);
  }
}
