package io.sozu.metrics.internal.expose;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.metrics.Recorded;
import io.sozu.metrics.Scheme;
import io.sozu.metrics.StrictPage;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.WorkerMetrics;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages of an answer that a real Sōzu gave, compared as a whole. */
final class RecordedPageTest {
  @Test
  void thePageOfARealAnswer() {
    assertThat(Pages.of(Scheme.SOZU, Format.TEXT, Recorded.answer()))
        .isEqualTo(Recorded.text("expected-text.txt"));
  }

  @Test
  void theSameInOpenMetrics() {
    assertThat(Pages.of(Scheme.SOZU, Format.OPEN_METRICS, Recorded.answer()))
        .isEqualTo(Recorded.text("expected-openmetrics.txt"));
  }

  @Test
  void theSameWithTheNamesOfTheRustConnector() {
    assertThat(Pages.of(Scheme.RUST, Format.TEXT, Recorded.answer()))
        .isEqualTo(Recorded.text("expected-rust.txt"));
  }

  @ParameterizedTest
  @EnumSource
  void everyPageIsValid(Scheme scheme) {
    StrictPage.text(Pages.of(scheme, Format.TEXT, Recorded.answer()));
    StrictPage.openMetrics(Pages.of(scheme, Format.OPEN_METRICS, Recorded.answer()));
  }

  @Test
  void piecesMakeTheSamePageAsTheWholeAnswer() {
    AggregatedMetrics whole = Recorded.answer();
    AggregatedMetrics.Builder first = whole.toBuilder();
    first
        .getWorkersMap()
        .forEach((id, w) -> first.putWorkers(id, w.toBuilder().clearClusters().build()));
    AggregatedMetrics.Builder second = AggregatedMetrics.newBuilder();
    whole
        .getWorkersMap()
        .forEach(
            (id, w) ->
                second.putWorkers(
                    id, WorkerMetrics.newBuilder().putAllClusters(w.getClustersMap()).build()));
    assertThat(Pages.of(Scheme.SOZU, Format.TEXT, first.build(), second.build()))
        .isEqualTo(Pages.of(Scheme.SOZU, Format.TEXT, whole));
  }

  @Test
  void aQuantileOfTheBucketsIsWithinOneBucketOfSozusOwn() {
    StrictPage.Family family =
        StrictPage.family(
            StrictPage.text(Pages.of(Scheme.SOZU, Format.TEXT, Recorded.answer())),
            "sozu_worker_request_time_seconds");
    Recorded.answer()
        .getWorkersMap()
        .forEach(
            (id, worker) -> {
              double sozus =
                  worker.getProxyOrThrow("request_time").getPercentiles().getP99() / 1000.0;
              long count =
                  worker.getProxyOrThrow("request_time_histogram").getHistogram().getCount();
              double below = 0;
              double above = 0;
              for (StrictPage.Line line : family.lines()) {
                String bound = line.labels().get("le");
                if (bound != null && id.equals(line.labels().get("worker_id")) && above == 0) {
                  double seconds = Double.parseDouble(bound.replace("+Inf", "Infinity"));
                  if (Long.parseLong(line.value()) >= 0.99 * count) {
                    above = seconds;
                  } else {
                    below = seconds;
                  }
                }
              }
              assertThat(sozus).isBetween(below, above);
            });
  }

  @Test
  void aPieceThatComesTwiceIsToldOnce() {
    AggregatedMetrics whole = Recorded.answer();
    assertThat(Pages.of(Scheme.SOZU, Format.TEXT, whole, whole))
        .isEqualTo(Pages.of(Scheme.SOZU, Format.TEXT, whole));
  }

  @Test
  void workersAreAddedUp() {
    Map<String, StrictPage.Family> page =
        StrictPage.text(Pages.of(Scheme.SOZU, Format.TEXT, Recorded.answer()));
    assertThat(StrictPage.family(page, "sozu_proxy_http_requests_total").lines())
        .singleElement()
        .satisfies(line -> assertThat(line.value()).isEqualTo("49")); // 22 and 27
    assertThat(StrictPage.family(page, "sozu_worker_http_requests_total").lines())
        .extracting(StrictPage.Line::value)
        .containsExactlyInAnyOrder("22", "27");
    assertThat(StrictPage.family(page, "sozu_cluster_total_backends").lines())
        .as("each worker has its own view of the same backends")
        .extracting(StrictPage.Line::value)
        .containsExactlyInAnyOrder("1", "0", "1");
  }
}
