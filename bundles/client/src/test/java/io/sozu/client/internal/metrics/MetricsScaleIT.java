package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.Metrics.Collected;
import io.sozu.client.Metrics.DetailLease;
import io.sozu.client.MetricsQuery;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.Client;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerMetrics;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Whatever the size, every series comes and no worker is harmed. */
final class MetricsScaleIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static OwnedSozuClient client(SozuPeer peer) {
    return Client.open(peer.client().requestTimeout(PATIENCE).build());
  }

  private static void load(OwnedSozuClient client, Path file) {
    join(client.state().load(file));
  }

  /**
   * What a collection brought: how many clusters each worker answered, how large its largest was.
   */
  private static final class Got {
    final Map<String, Integer> clusters = new HashMap<>();
    int longestAnswer;
    long series;
    final List<ClusterMetrics> big = new ArrayList<>();

    void take(AggregatedMetrics piece) {
      longestAnswer = Math.max(longestAnswer, piece.getSerializedSize());
      piece.getWorkersMap().forEach(this::take);
    }

    private void take(String worker, WorkerMetrics answer) {
      clusters.merge(worker, answer.getClustersCount(), Integer::sum);
      answer.getClustersMap().values().forEach(cluster -> series += cluster.getClusterCount());
      if (answer.containsClusters("big")) {
        big.add(answer.getClustersOrThrow("big"));
      }
    }
  }

  private static Collected collect(OwnedSozuClient client, Got got) {
    return join(client.metrics().collect(MetricsQuery.all(PATIENCE), got::take));
  }

  private static void unharmed(OwnedSozuClient client, SozuPeer peer, int workers) {
    long asked = System.nanoTime();
    assertThat(join(client.workers().status()))
        .hasSize(workers)
        .allMatch(worker -> worker.getRunState() == RunState.RUNNING);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
    assertThat(peer.log()).doesNotContain("could not write").doesNotContain("buffer full");
  }

  @Test
  void tenThousandClustersAreCompleteInSmallAnswers() throws IOException {
    try (SozuPeer peer = SozuPeer.installed();
        OwnedSozuClient client = client(peer);
        Load load = new Load(peer)) {
      load(client, load.clusters(10_000).frontends(peer, 500).file());
      Visitor visitor = new Visitor(peer);
      for (int at = 0; at < 500; at++) {
        visitor.visit(Load.id(at));
      }
      Got got = new Got();

      Collected collected = collect(client, got);

      assertThat(collected.incomplete()).isEmpty();
      assertThat(collected.clusters()).isEqualTo(10_000);
      assertThat(got.clusters).containsEntry("0", 10_000).containsEntry("1", 10_000);
      assertThat(got.longestAnswer).isLessThan(500_000);
      unharmed(client, peer, 2);
    }
  }

  @Test
  void aHundredAndThirtyThousandClustersAreComplete() throws IOException {
    try (SozuPeer peer = SozuPeer.installed();
        OwnedSozuClient client = client(peer);
        Load load = new Load(peer)) {
      load(client, load.clusters(130_000).file());
      Got got = new Got();

      Collected collected = collect(client, got);

      assertThat(collected.incomplete()).isEmpty();
      assertThat(got.clusters).containsEntry("0", 130_000).containsEntry("1", 130_000);
      assertThat(got.longestAnswer).isLessThan(500_000);
      unharmed(client, peer, 2);
    }
  }

  @Test
  void threeThousandBackendsAtBackendDetailHarmNoneOfThreeWorkers() throws IOException {
    int backends = 3_000;
    try (SozuPeer peer = SozuPeer.installed(PeerOptions.defaults().withWorkers(3));
        OwnedSozuClient client = client(peer);
        Load load = new Load(peer)) {
      load(client, load.cluster(peer, "big", backends).clusters(100).file());
      DetailLease lease =
          join(
              client
                  .metrics()
                  .leaseDetail(MetricDetail.DETAIL_BACKEND, Duration.ofMinutes(2), "test"));
      Visitor visitor = new Visitor(peer);
      // A visit tries five backends before it gives up. The system chooses the worker: mostly each
      // gets a third, and on a busy machine one of them next to none.
      Got got;
      Collected collected;
      int visits = 0;
      do {
        for (int more = 0; more < 2_500; more++) {
          visitor.visit("big");
        }
        visits += 2_500;
        got = new Got();
        collected = collect(client, got);
      } while (!got.big.stream().allMatch(big -> big.getBackendsCount() > 2_500)
          && visits < 25_000);

      assertThat(collected.incomplete()).isEmpty();
      assertThat(collected.clusters()).isEqualTo(101);
      assertThat(got.big).hasSizeGreaterThan(3).allMatch(big -> big.getBackendsCount() > 2_500);
      assertThat(got.longestAnswer).isLessThan(1_500_000);
      assertThatThrownBy(() -> join(client.send(Requests.queryMetrics(List.of("big")))))
          .hasCauseInstanceOf(UnsafeRequest.class)
          // As many as were tried, which chance decides; as above, more than 2,500.
          .hasMessageMatching(".*metrics of (2[5-9]\\d\\d|3000) backends.*");
      unharmed(client, peer, 3);
      lease.close();
    }
  }

  @Test
  void countingTheBackendsOfManyClustersHarmsNobody() throws IOException {
    int clusters = 400;
    // As long as generated names are: 400 times 200 of them are 4 MB without any metric.
    String name = "backend-of-a-shop-in-a-data-centre-of-europe-west-".repeat(4);
    try (SozuPeer peer = SozuPeer.installed(PeerOptions.defaults().withWorkers(1));
        OwnedSozuClient client = client(peer);
        Load load = new Load(peer)) {
      for (int at = 0; at < clusters; at++) {
        load.cluster(peer, Load.id(at), 200, name);
      }
      load(client, load.file());
      DetailLease lease =
          join(
              client
                  .metrics()
                  .leaseDetail(MetricDetail.DETAIL_BACKEND, Duration.ofMinutes(2), "test"));
      Visitor visitor = new Visitor(peer);
      List<String> ids = new ArrayList<>();
      for (int at = 0; at < clusters; at++) {
        ids.add(Load.id(at));
        for (int visit = 0; visit < 8; visit++) {
          visitor.visit(Load.id(at));
        }
      }

      assertThatThrownBy(() -> join(client.send(Requests.queryMetrics(ids))))
          .hasCauseInstanceOf(UnsafeRequest.class)
          .hasMessageContaining("400 clusters");
      assertThat(
              join(client.send(Requests.queryMetrics(ids.subList(0, 12))))
                  .getContent()
                  .getMetrics()
                  .getWorkersOrThrow("0")
                  .getClustersMap())
          .hasSize(12);
      unharmed(client, peer, 1);
      lease.close();
    }
  }
}
