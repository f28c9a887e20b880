package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.Metrics.Collected;
import io.sozu.client.Metrics.DetailLease;
import io.sozu.client.MetricsQuery;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.internal.Client;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.MetricsConfiguration;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class MetricsIT {
  private static final SozuPeer peer =
      SozuPeer.installed(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(2)));
  private static final OwnedSozuClient client = Client.open(peer.client().build());

  private final List<AggregatedMetrics> pieces = new ArrayList<>();

  @BeforeAll
  static void fill() throws IOException {
    try (Load load = new Load(peer)) {
      join(client.state().load(load.clusters(200).frontends(peer, 10).file()));
    }
  }

  @AfterAll
  static void stop() {
    client.close();
    peer.close();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private Collected collect() {
    pieces.clear();
    return join(client.metrics().collect(MetricsQuery.all(Duration.ofSeconds(20)), pieces::add));
  }

  private Set<String> clustersOf(String worker) {
    Set<String> ids = new TreeSet<>();
    for (AggregatedMetrics piece : pieces) {
      if (piece.containsWorkers(worker)) {
        ids.addAll(piece.getWorkersOrThrow(worker).getClustersMap().keySet());
      }
    }
    return ids;
  }

  @Test
  void clustersWithoutMetricsHideNoOther() throws IOException {
    join(client.metrics().configure(MetricsConfiguration.CLEAR));
    assertThat(collect().incomplete()).isEmpty();
    assertThat(clustersOf("0")).isEmpty();

    // Each visit leaves metrics on the worker that took it, and on that worker only.
    Visitor visitor = new Visitor(peer);
    for (int at = 0; at < 10; at++) {
      visitor.visit(Load.id(at));
    }

    await()
        .untilAsserted(
            () -> {
              assertThat(collect().incomplete()).isEmpty();
              assertThat(clustersOf("0").size() + clustersOf("1").size()).isEqualTo(10);
            });
    fill();
    await().untilAsserted(() -> assertThat(collect().clusters()).isEqualTo(200));
  }

  @Test
  void aRemovedClusterHidesNoOther() {
    join(client.send(Requests.addCluster("gone")));
    join(client.send(Requests.addBackend("gone", "gone-0", 9)));
    collect();
    assertThat(clustersOf("1")).contains("gone");

    join(client.send(Requests.removeCluster("gone")));

    assertThat(collect().incomplete()).isEmpty();
    assertThat(clustersOf("1")).doesNotContain("gone");
  }

  @Test
  void trafficOfAClusterThatIsNotThereIsTold() throws IOException {
    join(client.send(Requests.addHttpFrontend("absent", peer.http(), "absent.example")));
    new Visitor(peer).visit("absent.example");

    await()
        .untilAsserted(
            () -> {
              assertThat(collect().incomplete()).isEmpty();
              assertThat(clustersOf("0").contains("absent") || clustersOf("1").contains("absent"))
                  .isTrue();
            });

    assertThat(join(client.clusters().ids())).isNotEmpty().doesNotContain("absent");
    join(client.send(Requests.removeHttpFrontend("absent", peer.http(), "absent.example")));
  }

  @Test
  void oneNameOfOneCluster() {
    Collected collected =
        join(
            client
                .metrics()
                .collect(
                    new MetricsQuery(
                        true,
                        List.of("cluster-000001"),
                        List.of("cluster.total_backends"),
                        Duration.ofSeconds(5)),
                    pieces::add));

    assertThat(collected.incomplete()).isEmpty();
    assertThat(clustersOf("0")).containsExactly("cluster-000001");
    assertThat(
            pieces
                .get(1)
                .getWorkersOrThrow("0")
                .getClustersOrThrow("cluster-000001")
                .getClusterMap()
                .keySet())
        .containsExactly("cluster.total_backends");
  }

  @Test
  void theNamesOfAllMetrics() {
    assertThat(join(client.metrics().available()).getClusterMetricsList())
        .contains("cluster.total_backends");
  }

  @Test
  void aStoppedWorkerIsNamedAndTheRestComes() {
    peer.pauseWorker(1);
    try {
      Collected collected = collect();

      assertThat(collected.incomplete()).anyMatch(text -> text.contains("worker 1"));
      assertThat(pieces.get(0).getWorkersMap().keySet()).containsExactly("0");
    } finally {
      peer.resumeWorker(1);
    }
    await().untilAsserted(() -> assertThat(collect().incomplete()).isEmpty());
  }

  @Test
  void aLeaseRaisesTheDetailUntilItIsGivenBack() throws IOException {
    DetailLease lease =
        join(
            client
                .metrics()
                .leaseDetail(MetricDetail.DETAIL_BACKEND, Duration.ofSeconds(60), "test"));
    join(lease.renew());
    Visitor visitor = new Visitor(peer);
    visitor.visit(Load.id(3));
    await()
        .untilAsserted(
            () -> {
              collect();
              assertThat(backendEntries(Load.id(3))).isPositive();
            });

    lease.close();

    await()
        .untilAsserted(
            () -> {
              visitor.visit(Load.id(5));
              collect();
              assertThat(backendEntries(Load.id(5))).isZero();
            });
  }

  private int backendEntries(String cluster) {
    int entries = 0;
    for (AggregatedMetrics piece : pieces) {
      for (var worker : piece.getWorkersMap().values()) {
        if (worker.containsClusters(cluster)) {
          entries += worker.getClustersOrThrow(cluster).getBackendsCount();
        }
      }
    }
    return entries;
  }
}
