package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.Requests;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CheckedQueryTest {
  private final VirtualSozu sozu = new VirtualSozu(2);
  private final PiecewiseMetrics metrics = new PiecewiseMetrics(sozu, sozu.state());

  @AfterEach
  void stop() {
    sozu.close();
  }

  private CompletableFuture<Response> send(Collection<String> ids) {
    return metrics.send(
        Requests.queryMetrics(ids),
        Deadline.in(Duration.ofSeconds(20)),
        Exchange.IGNORE_PROCESSING);
  }

  private List<String> clusters(int count, int rows) {
    List<String> ids = IntStream.range(0, count).mapToObj(i -> "c" + i).toList();
    ids.forEach(id -> sozu.cluster(id, rows, VirtualSozu.rows(rows, 2)));
    return ids;
  }

  @Test
  void noCountComesNearTheLimitAndItEndsAtTheFirstThatIsTooMuch() {
    List<String> ids = clusters(400, 200);

    assertThatThrownBy(send(ids)::join)
        .hasCauseInstanceOf(UnsafeRequest.class)
        .hasMessageContaining("400 clusters")
        .hasMessageContaining("metrics().collect()");

    assertThat(sozu.largestWorkerAnswer).isLessThan(sozu.maxFrame / 16);
    assertThat(sozu.asked).hasSizeLessThan(4);
  }

  @Test
  void whatFitsIsAnsweredAtOnceAfterAllOfItIsCounted() {
    List<String> ids = clusters(42, 10);

    Map<String, ?> answered =
        send(ids).join().getContent().getMetrics().getWorkersOrThrow("1").getClustersMap();

    assertThat(answered.keySet()).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(sozu.asked).hasSize(10);
  }

  @Test
  void aWorkerThatLacksOneClusterDoesNotHideHowManyTheOthersHave() {
    List<String> ids = clusters(40, 100);
    sozu.worker(0).remove("c0");
    sozu.worker(1).remove("c39");

    assertThatThrownBy(send(ids)::join).hasCauseInstanceOf(UnsafeRequest.class);
  }

  @Test
  void whereNoWorkerAnswersTheCountTheQueryIsNotSent() {
    List<String> ids = clusters(1, 3_000);
    sozu.stopped.addAll(List.of("0", "1"));
    // As long as Sōzu's shortest patience with a worker.
    sozu.gate = new CompletableFuture<>().completeOnTimeout("late", 1, TimeUnit.SECONDS);

    assertThatThrownBy(send(ids)::join).hasCauseInstanceOf(UnsafeRequest.class);

    assertThat(sozu.asked).hasSize(1);
  }

  @Test
  void cancellingItEndsTheCounting() {
    List<String> ids = clusters(700, 1);
    CompletableFuture<Object> gate = new CompletableFuture<>();
    sozu.gate = gate;
    CompletableFuture<Response> sent = send(ids);

    sent.cancel(true);
    gate.complete("open");
    send(List.of("c0")).join();

    assertThat(sozu.asked).hasSizeLessThan(4);
    assertThat(Objects.requireNonNull(sozu.asked.get(sozu.asked.size() - 1)).getClusterIdsList())
        .containsExactly("c0");
  }
}
