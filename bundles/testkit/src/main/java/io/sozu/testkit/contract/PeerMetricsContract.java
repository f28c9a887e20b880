package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.FrontendFilters;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.MetricsConfiguration;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.SetMetricDetail;
import io.sozu.testkit.PeerConnection;
import io.sozu.testkit.PeerConnection.Answer;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.EOFException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Metrics, and what becomes of a worker whose answer is too large. */
public abstract class PeerMetricsContract extends PeerSubject {
  protected PeerMetricsContract(PeerExtension<?> sozu) {
    super(sozu);
  }

  private static QueryMetricsOptions.Builder query() {
    return QueryMetricsOptions.newBuilder().setList(false).setNoClusters(false).setWorkers(true);
  }

  private static Request request(QueryMetricsOptions.Builder query) {
    return Request.newBuilder().setQueryMetrics(query).build();
  }

  private AggregatedMetrics metrics(QueryMetricsOptions.Builder query) {
    return apply(request(query)).last().getContent().getMetrics();
  }

  private String newCluster() {
    String id = name("cluster");
    apply(Requests.addCluster(id));
    apply(Requests.addBackend(id, "b", 9));
    return id;
  }

  @Test
  void withoutClustersThereAreTheMainProcessAndTheProxies() {
    newCluster();

    AggregatedMetrics metrics = metrics(query().setNoClusters(true));

    assertThat(metrics.getMainMap()).containsKeys("configuration.clusters", "config.cluster_added");
    assertThat(metrics.getWorkersMap()).hasSize(peer().workerPids().size());
    assertThat(metrics.getWorkersMap().values())
        .allSatisfy(
            worker -> {
              assertThat(worker.getProxyMap()).containsKey("server.live");
              assertThat(worker.getClustersMap()).isEmpty();
            });
  }

  @Test
  void aClusterIsToldByEveryWorkerAndTheProxyIsNot() {
    String id = newCluster();

    AggregatedMetrics metrics = metrics(query().addClusterIds(id));

    assertThat(metrics.getWorkersMap()).hasSize(peer().workerPids().size());
    assertThat(metrics.getWorkersMap().values())
        .allSatisfy(
            worker -> {
              assertThat(worker.getProxyMap()).isEmpty();
              assertThat(worker.getClustersOrThrow(id).getClusterMap())
                  .containsOnlyKeys("cluster.available_backends", "cluster.total_backends");
              assertThat(
                      worker
                          .getClustersOrThrow(id)
                          .getClusterOrThrow("cluster.total_backends")
                          .getGauge())
                  .isEqualTo(1);
            });
  }

  @Test
  void workersAreAddedUpUnlessAskedFor() {
    String id = newCluster();

    AggregatedMetrics metrics = metrics(query().addClusterIds(id).setWorkers(false));

    assertThat(metrics.getWorkersMap()).isEmpty();
    assertThat(
            metrics.getClustersOrThrow(id).getClusterOrThrow("cluster.total_backends").getGauge())
        .isEqualTo(peer().workerPids().size());
  }

  @Test
  void oneClusterWithoutMetricsHidesAllOthersOfTheQuestion() {
    String id = newCluster();

    AggregatedMetrics metrics = metrics(query().addClusterIds(id).addClusterIds("none"));

    assertThat(metrics.getWorkersMap()).isEmpty();
  }

  @Test
  void namesLeaveOthersOut() {
    String id = newCluster();

    AggregatedMetrics metrics =
        metrics(query().addClusterIds(id).addMetricNames("cluster.total_backends"));

    assertThat(metrics.getWorkersMap().values())
        .allSatisfy(
            worker ->
                assertThat(worker.getClustersOrThrow(id).getClusterMap())
                    .containsOnlyKeys("cluster.total_backends"));
  }

  @Test
  void anUnknownBackendIsNobodys() {
    AggregatedMetrics metrics = metrics(query().addBackendIds("none"));

    assertThat(metrics.getWorkersMap()).hasSize(peer().workerPids().size());
    assertThat(metrics.getWorkersMap().values())
        .allSatisfy(worker -> assertThat(worker.getClustersMap()).isEmpty());
  }

  @Test
  void namesAreListed() {
    newCluster();

    Answer answer = apply(request(query().setList(true)));

    assertThat(answer.message()).isEqualTo("Successfully listed available metrics");
    assertThat(answer.last().getContent().getAvailableMetrics().getProxyMetricsList())
        .contains("server.live");
    assertThat(answer.last().getContent().getAvailableMetrics().getClusterMetricsList())
        .contains("cluster.total_backends");
  }

  @Test
  void clearingForgetsTheGaugesToo() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection connection = sozu.connect()) {
      connection.ask(Requests.addCluster("c"));
      connection.ask(Request.newBuilder().setConfigureMetrics(MetricsConfiguration.CLEAR).build());

      assertThat(
              connection
                  .ask(Requests.queryMetrics(List.of("c")))
                  .last()
                  .getContent()
                  .getMetrics()
                  .getWorkersMap())
          .isEmpty();
    }
  }

  @Test
  void aLeaseBelongsToTheConnectionThatTookIt() {
    Request lease =
        Request.newBuilder()
            .setSetMetricDetail(
                SetMetricDetail.newBuilder()
                    .setClientId(name("client"))
                    .setDetail(MetricDetail.DETAIL_BACKEND)
                    .setTtlSeconds(30))
            .build();
    Request clear =
        Request.newBuilder()
            .setSetMetricDetail(lease.getSetMetricDetail().toBuilder().setClear(true))
            .build();
    try (PeerConnection owner = peer().connect();
        PeerConnection other = peer().connect()) {
      Answer taken = owner.ask(lease);
      assertThat(taken.message()).isEqualTo("Successfully applied SetMetricDetail to all workers");
      assertThat(taken.last().getContent().getMetricDetailStatus().getWorkersMap().values())
          .hasSize(peer().workerPids().size())
          .allMatch(worker -> worker.getEffective() == MetricDetail.DETAIL_BACKEND);
      assertThat(taken.last().getContent().getMetricDetailStatus().getEffective())
          .isEqualTo(MetricDetail.DETAIL_CLUSTER);

      Answer foreign = other.ask(lease);
      assertThat(foreign.ok()).isTrue();
      assertThat(foreign.message()).isEqualTo("SetMetricDetail completed with worker errors");

      assertThat(owner.ask(clear).message())
          .isEqualTo("Successfully applied SetMetricDetail to all workers");
    }
  }

  @Test
  void aLeaseHasItsLimits() {
    SetMetricDetail.Builder lease =
        SetMetricDetail.newBuilder().setDetail(MetricDetail.DETAIL_BACKEND);

    assertThat(
            ask(Request.newBuilder()
                    .setSetMetricDetail(lease.clone().setClientId("c").setTtlSeconds(400))
                    .build())
                .message())
        .isEqualTo("SetMetricDetail: ttl_seconds=400 exceeds LEASE_TTL_MAX=300");
    assertThat(
            ask(Request.newBuilder()
                    .setSetMetricDetail(lease.clone().setClientId("c".repeat(200)))
                    .build())
                .message())
        .isEqualTo("SetMetricDetail: client_id length 200 exceeds 64 bytes");
  }

  @Test
  void anAnswerAboveTheBufferWedgesTheWorkersAndKillingThemRepairs() {
    PeerOptions small =
        PeerOptions.defaults().withBuffers(10_000, 10_000).withWorkerTimeout(Duration.ofSeconds(1));
    try (SozuPeer sozu = start(small);
        PeerConnection connection = sozu.connect()) {
      for (int i = 0; i < 150; i++) {
        connection.ask(Requests.addCluster("c" + i));
      }

      assertThat(connection.ask(request(query())).last().getContent().getMetrics().getWorkersMap())
          .isEmpty();
      assertThat(
              connection.ask(Requests.listWorkers()).last().getContent().getWorkers().getVecList())
          .hasSize(2)
          .allMatch(worker -> worker.getRunState() == RunState.RUNNING);
      Answer status = connection.ask(Requests.status());
      assertThat(status.ok()).isTrue();
      assertThat(status.last().getContent().getWorkers().getVecList())
          .allMatch(worker -> worker.getRunState() == RunState.NOT_ANSWERING);
      Answer change = connection.ask(Requests.addCluster("more"));
      assertThat(change.ok()).isFalse();
      assertThat(change.message()).isEmpty();

      for (int worker : sozu.workerPids().keySet()) {
        sozu.killWorker(worker);
      }
      io.sozu.testkit.Eventually.until(
          "new workers know all", () -> knownBy(connection, "more") == 3);
    }
  }

  private static int knownBy(PeerConnection connection, String clusterId) {
    return (int)
        connection
            .ask(Requests.queryCluster(clusterId))
            .last()
            .getContent()
            .getWorkerResponses()
            .getMapMap()
            .values()
            .stream()
            .filter(content -> content.getClusters().getVecCount() == 1)
            .count();
  }

  @Test
  void anAnswerOfTheMainProcessAboveTheBufferEndsTheConnectionAlone() {
    try (SozuPeer sozu = start(PeerOptions.defaults().withBuffers(10_000, 10_000));
        PeerConnection connection = sozu.connect()) {
      for (int i = 0; i < 400; i++) {
        connection.ask(
            Requests.addHttpFrontend(
                "c", sozu.http(), "a-rather-long-host-name-" + i + ".example"));
      }
      Request list =
          Request.newBuilder()
              .setListFrontends(
                  FrontendFilters.newBuilder().setHttp(false).setHttps(false).setTcp(false))
              .build();

      assertThatThrownBy(() -> connection.ask(list)).hasCauseInstanceOf(EOFException.class);
      try (PeerConnection another = sozu.connect()) {
        assertThat(another.ask(Requests.status()).ok()).isTrue();
      }
    }
  }

  @Test
  void aStoppedWorkerMakesAChangeFailAfterTheTimeoutAlthoughOthersHaveIt() {
    try (SozuPeer sozu = start(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(1)));
        PeerConnection connection = sozu.connect()) {
      Map<Integer, Long> workers = sozu.workerPids();
      int stopped = workers.keySet().iterator().next();
      sozu.pauseWorker(stopped);
      Request add = Requests.addHttpFrontend("c", sozu.http(), "h.example");

      Answer answer = connection.ask(add);
      assertThat(answer.ok()).isFalse();
      int other = workers.keySet().stream().filter(id -> id != stopped).findFirst().orElseThrow();
      assertThat(answer.message()).isEqualTo(other + ": OK");
      assertThat(connection.ask(add).message()).contains("already exists");
      sozu.resumeWorker(stopped);
    }
  }
}
