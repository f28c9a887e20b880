package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.Metrics.Collected;
import io.sozu.client.MetricsQuery;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.ClusterMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CollectingTest {
  private final VirtualSozu sozu = new VirtualSozu(2);
  private final PiecewiseMetrics metrics = new PiecewiseMetrics(sozu, sozu.state());

  /** By worker and cluster, what the sink got; doubled series fail the test. */
  private final Map<String, ClusterMetrics> got = new HashMap<>();

  private final List<AggregatedMetrics> pieces = new ArrayList<>();

  @AfterEach
  void stop() {
    sozu.close();
  }

  private Collected collect(MetricsQuery query) {
    got.clear();
    pieces.clear();
    return metrics.collect(query, this::take).toCompletableFuture().join();
  }

  private Collected collect() {
    return collect(MetricsQuery.all(Duration.ofMinutes(2)));
  }

  private void take(AggregatedMetrics piece) {
    pieces.add(piece);
    piece
        .getWorkersMap()
        .forEach(
            (worker, answer) ->
                answer
                    .getClustersMap()
                    .forEach((id, cluster) -> got.merge(worker + "/" + id, cluster, this::both)));
  }

  private ClusterMetrics both(ClusterMetrics one, ClusterMetrics other) {
    assertThat(one.getClusterMap().keySet()).noneMatch(other::containsCluster);
    ClusterMetrics.Builder both = one.toBuilder().putAllCluster(other.getClusterMap());
    for (int row = 0; row < one.getBackendsCount(); row++) {
      both.getBackendsBuilder(row).putAllMetrics(other.getBackends(row).getMetricsMap());
    }
    return both.build();
  }

  private void everythingCame() {
    sozu.workers.forEach(
        (worker, clusters) ->
            clusters.forEach(
                (id, cluster) -> assertThat(got.get(worker + "/" + id)).isEqualTo(cluster)));
    assertThat(got).hasSize(sozu.workers.values().stream().mapToInt(Map::size).sum());
  }

  @Test
  void theFirstPieceHasTheProxiesAndTheOthersAllClusters() {
    IntStream.range(0, 1_000).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(10)));

    Collected collected = collect();

    assertThat(collected.incomplete()).isEmpty();
    assertThat(collected.clusters()).isEqualTo(1_000);
    assertThat(pieces.get(0).getWorkersOrThrow("1").getProxyMap()).containsKey("requests");
    assertThat(collected.pieces()).isEqualTo(pieces.size()).isGreaterThan(5);
    everythingCame();
  }

  @Test
  void oneClusterWithoutMetricsOnOneWorkerHidesNoOther() {
    IntStream.range(0, 300).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));
    sozu.worker(1).remove("c7");
    sozu.worker(0).remove("c200");

    Collected collected = collect();

    assertThat(collected.incomplete()).isEmpty();
    everythingCame();
  }

  @Test
  void aClusterThatOnlyAFrontendNamesHasMetricsAndIsNoCluster() {
    IntStream.range(0, 30).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));
    collect();
    sozu.onlyFrontend("absent", 1, VirtualSozu.series(3));

    Collected collected = collect();

    assertThat(collected.incomplete()).isEmpty();
    assertThat(collected.clusters()).isEqualTo(31);
    everythingCame();
    assertThat(metrics.clusterIds().toCompletableFuture().join())
        .hasSize(30)
        .doesNotContain("absent");
  }

  @Test
  void whatWasFoundOnceIsNotSearchedAgain() {
    IntStream.range(0, 300).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));
    sozu.worker(1).remove("c7");
    collect();
    sozu.asked.clear();

    assertThat(collect().incomplete()).isEmpty();

    everythingCame();
    assertThat(sozu.asked).hasSizeLessThan(12);
  }

  @Test
  void aSuspectThatGetsItsMetricsIsAskedWithTheOthersAgain() {
    IntStream.range(0, 30).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));
    ClusterMetrics cluster = sozu.worker(1).remove("c7");
    collect();
    sozu.worker(1).put("c7", cluster);
    collect();
    sozu.asked.clear();

    collect();

    everythingCame();
    assertThat(sozu.asked).noneMatch(options -> options.getClusterIdsCount() == 1);
  }

  @Test
  void clustersWithoutMetricsAreSimplyWithoutSeries() {
    IntStream.range(0, 50).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));
    IntStream.range(0, 500).forEach(i -> sozu.cluster("empty" + i, 0, VirtualSozu.series(0)));
    sozu.workers.values().forEach(worker -> worker.keySet().removeIf(id -> id.startsWith("e")));

    Collected collected = collect();

    assertThat(collected.incomplete()).isEmpty();
    assertThat(collected.clusters()).isEqualTo(50);
    everythingCame();
    sozu.asked.clear();
    collect();
    assertThat(sozu.asked).hasSizeLessThan(Plan.ALONE + 60);
  }

  @Test
  void afterMetricsWereClearedSeriesComeBackWithTheTraffic() {
    IntStream.range(0, 500).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));
    Map<String, ClusterMetrics> cleared = new HashMap<>(sozu.worker(1));
    IntStream.range(10, 500).forEach(i -> sozu.worker(1).remove("c" + i));
    IntStream.range(20, 500).forEach(i -> sozu.worker(0).remove("c" + i));
    collect();
    everythingCame();

    sozu.worker(0).putAll(cleared);
    sozu.worker(1).putAll(cleared);
    collect();
    collect();
    sozu.asked.clear();

    assertThat(collect().incomplete()).isEmpty();
    everythingCame();
    assertThat(sozu.asked).hasSizeLessThan(40);
  }

  @Test
  void detailBelowClustersIsCompleteAfterFewQuestions() {
    IntStream.range(0, 1_000).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));
    sozu.workers.values().forEach(Map::clear);

    Collected collected = collect();

    assertThat(collected.incomplete()).isEmpty();
    assertThat(collected.clusters()).isZero();
    assertThat(sozu.asked).hasSizeLessThan(5);
  }

  @Test
  void noAnswerComesNearTheLimitWhateverTheClustersHold() {
    sozu.cluster("huge", 3_000, VirtualSozu.rows(3_000, 10));
    IntStream.range(0, 40).forEach(i -> sozu.cluster("c" + i, 200, VirtualSozu.rows(200, 25)));
    IntStream.range(0, 400).forEach(i -> sozu.cluster("d" + i, 1, VirtualSozu.rows(1, 25)));

    Collected collected = collect();

    assertThat(collected.incomplete()).isEmpty();
    assertThat(collected.clusters()).isEqualTo(441);
    everythingCame();
    assertThat(sozu.largestWorkerAnswer).isLessThan(sozu.maxFrame / 4);
    assertThat(sozu.largestAnswer).isLessThan(sozu.maxFrame / 2);
  }

  @Test
  void anUnknownNumberOfBackendsIsCountedBeforeMetricsAreAsked() {
    sozu.stateUnreadable = true;
    sozu.cluster("huge", 3_000, VirtualSozu.rows(3_000, 10));
    IntStream.range(0, 100).forEach(i -> sozu.cluster("d" + i, 1, VirtualSozu.rows(1, 25)));

    Collected collected = collect();

    assertThat(collected.incomplete())
        .containsExactly("clusters without a frontend: Sōzu's state cannot be read through a file");
    everythingCame();
    assertThat(sozu.largestWorkerAnswer).isLessThan(sozu.maxFrame / 4);
  }

  @Test
  void whatIsTooLargeEvenForOneNameIsToldAndNotAsked() {
    sozu.maxFrame = 200_000;
    sozu.cluster("huge", 9_000, VirtualSozu.rows(9_000, 25));
    sozu.cluster("large", 3_000, VirtualSozu.rows(3_000, 10));
    sozu.cluster("small", 1, VirtualSozu.rows(1, 25));

    Collected collected = collect();

    assertThat(collected.incomplete())
        .anyMatch(text -> text.contains("huge") && text.contains("9000"))
        .anyMatch(text -> text.contains("metric name.1 of cluster large"));
    assertThat(got).containsKey("0/small");
    assertThat(sozu.largestWorkerAnswer).isLessThan(sozu.maxFrame);
  }

  @Test
  void onlyWantedClustersAndNamesAreAsked() {
    IntStream.range(0, 100).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));

    Collected collected =
        collect(
            new MetricsQuery(
                true,
                List.of("c1", "c2", "c2", "nowhere"),
                List.of("name.1"),
                Duration.ofSeconds(5)));

    assertThat(collected.incomplete()).isEmpty();
    assertThat(got.keySet()).containsExactlyInAnyOrder("0/c1", "1/c1", "0/c2", "1/c2");
    assertThat(got.values())
        .allMatch(cluster -> cluster.getClusterMap().keySet().equals(Set.of("name.1")));
  }

  @Test
  void theClustersAreReadAgainOnlyWhenTheyChanged() {
    sozu.cluster("one", 1, VirtualSozu.series(3));
    collect();
    collect();
    assertThat(sozu.stateReads).isEqualTo(1);

    sozu.cluster("two", 1, VirtualSozu.series(3));
    collect();

    assertThat(sozu.stateReads).isEqualTo(2);
    everythingCame();
    sozu.generation++;
    collect();
    assertThat(sozu.stateReads).isEqualTo(3);
  }

  @Test
  void theNamesOfManyClustersAreGatheredWithoutSozusList() {
    IntStream.range(0, 600).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));

    assertThat(metrics.available().toCompletableFuture().join().getClusterMetricsList())
        .containsExactly("name.0", "name.1", "name.2");

    assertThat(sozu.asked).noneMatch(options -> options.getList());
  }

  @Test
  void aReadingThatTakesLongerThanACollectionServesTheNextOne() {
    sozu.cluster("one", 1, VirtualSozu.series(3));
    CompletableFuture<Object> gate = new CompletableFuture<>();
    sozu.stateGate = gate;

    assertThat(collect(MetricsQuery.all(Duration.ofMillis(200))).incomplete())
        .anyMatch(text -> text.contains("not read in time"));
    gate.complete("read");

    assertThat(collect().incomplete()).isEmpty();
    everythingCame();
    assertThat(sozu.stateReads).isEqualTo(1);
  }

  @Test
  void aFailureOfTheSinkEndsTheCollection() {
    IntStream.range(0, 1_000).forEach(i -> sozu.cluster("c" + i, 1, VirtualSozu.series(3)));

    assertThatThrownBy(
            () ->
                metrics
                    .collect(
                        MetricsQuery.all(Duration.ofSeconds(5)),
                        piece -> {
                          throw new IllegalStateException("disk full");
                        })
                    .toCompletableFuture()
                    .join())
        .hasRootCauseMessage("disk full");
    assertThat(sozu.asked).hasSizeLessThan(3);
  }
}
