package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientClosed;
import io.sozu.client.ClientOptions;
import io.sozu.client.NotSentInTime;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.RefusedByMain;
import io.sozu.client.RefusedByWorkers;
import io.sozu.client.Retry;
import io.sozu.client.TooLarge;
import io.sozu.client.Unreachable;
import io.sozu.client.UnsafeRequest;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.QueryCertificatesFilters;
import io.sozu.protocol.command.QueryClustersHashes;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.SubscribeEvents;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What one call does, whatever it asks for. */
public abstract class ClientContract extends ClientSubject {
  private static final InetSocketAddress NO_LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  private static final Duration SHORT = Duration.ofMillis(300);

  protected ClientContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  @Test
  void anOkAnswerCompletesTheCall() {
    Response response = send(open(), Requests.listWorkers());

    assertThat(response.getStatus()).isEqualTo(ResponseStatus.OK);
    assertThat(response.getContent().getWorkers().getVecList()).isNotEmpty();
  }

  @Test
  void processingAnswersAreToldBeforeTheCallCompletesAndCounted() {
    OwnedSozuClient client = open();
    List<String> told = new ArrayList<>();

    CompletableFuture<List<String>> toldBefore =
        client
            .send(
                Requests.addCluster(name("c")),
                Duration.ofSeconds(12),
                response -> told.add(response.getMessage()))
            .thenApply(response -> List.copyOf(told))
            .toCompletableFuture();

    assertThat(get(toldBefore)).containsExactly("Processing worker request...");
    assertThat(figure(client, "answers.processing")).isEqualTo(1);
  }

  @Test
  void aRefusalByTheMainProcessLeavesTheConnectionInThePool() {
    OwnedSozuClient client = open();

    RefusedByMain failure =
        failure(RefusedByMain.class, client.send(Requests.removeCluster("none")));

    assertThat(failure.retry()).isEqualTo(Retry.NO);
    assertThat(failure).hasMessageContaining("Did not find Cluster with address or id_bytes=4");
    assertThat(failure.response().getStatus()).isEqualTo(ResponseStatus.FAILURE);
    send(client, Requests.listWorkers());
    assertThat(figure(client, "connections.opened")).isEqualTo(1);
    assertThat(figure(client, "connections.lost")).isZero();
    assertThat(figure(client, "requests.refused")).isEqualTo(1);
  }

  @Test
  void aRefusalByAllWorkersHasTheWordsOfEach() {
    RefusedByWorkers failure =
        failure(
            RefusedByWorkers.class,
            open().send(Requests.addHttpFrontend("c", NO_LISTENER, "h.example")));

    assertThat(failure.retry()).isEqualTo(Retry.NO);
    assertThat(failure.workers())
        .containsExactlyInAnyOrderEntriesOf(
            peer().workerPids().keySet().stream()
                .collect(
                    Collectors.toMap(
                        String::valueOf, worker -> "found no listener at 127.0.0.1:1")));
  }

  @Test
  void aChangeThatOneWorkerDidNotAnswerIsUnknown() {
    SozuPeer sozu = own(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(1)));
    OwnedSozuClient client = open(sozu.client().build());
    send(client, Requests.addCluster("c"));
    int stopped = sozu.workerPids().keySet().iterator().next();
    sozu.pauseWorker(stopped);
    try {
      OutcomeUnknown failure =
          failure(
              OutcomeUnknown.class,
              client.send(Requests.addHttpFrontend("c", sozu.http(), "h.example")));
      assertThat(failure.retry()).isEqualTo(Retry.IF_REPEATABLE);
    } finally {
      sozu.resumeWorker(stopped);
    }
    assertThat(failure(client.send(Requests.addHttpFrontend("c", sozu.http(), "h.example"))))
        .isInstanceOf(RefusedByMain.class)
        .hasMessageContaining("already exists");
  }

  @Test
  void aChangeThatNoWorkerAnsweredIsUnknown() {
    SozuPeer sozu = own(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(1)));
    OwnedSozuClient client = open(sozu.client().build());
    List<Integer> workers = List.copyOf(sozu.workerPids().keySet());
    workers.forEach(sozu::pauseWorker);
    try {
      failure(OutcomeUnknown.class, client.send(Requests.addCluster("c")));
    } finally {
      workers.forEach(sozu::resumeWorker);
    }
  }

  @Test
  void anUnansweredRequestEndsAtItsDeadlineAndItsConnectionWithIt() throws Exception {
    OwnedSozuClient client = open();
    send(client, Requests.listWorkers());
    Request ofANewerVersion = Request.parseFrom(new byte[] {(byte) 0xc2, 0x3e, 0x00});

    OutcomeUnknown failure = failure(OutcomeUnknown.class, client.send(ofANewerVersion, SHORT));

    assertThat(failure.retry()).isEqualTo(Retry.IF_REPEATABLE);
    send(client, Requests.listWorkers());
    assertThat(figure(client, "connections.lost")).isEqualTo(1);
  }

  @Test
  void aCallThatHasNoTimeLeftIsNotSentAndHarmsNoConnection() {
    OwnedSozuClient client = open();
    send(client, Requests.listWorkers());

    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      NotSentInTime failure =
          failure(NotSentInTime.class, client.send(Requests.listWorkers(), none));
      assertThat(failure.retry()).isEqualTo(Retry.SAFE);
    }

    send(client, Requests.listWorkers());
    assertThat(figure(client, "connections.lost")).isZero();
    assertThat(figure(client, "requests.sent")).isEqualTo(2);
  }

  @Test
  void aTooLargeRequestIsRefusedBeforeItIsWritten() {
    OwnedSozuClient client = open();
    send(client, Requests.listWorkers());
    long sent = figure(client, "requests.sent");

    TooLarge failure =
        failure(TooLarge.class, client.send(Requests.removeCluster("x".repeat(3_000_000))));

    assertThat(failure.retry()).isEqualTo(Retry.NO);
    assertThat(failure).hasMessageContaining("2000000");
    send(client, Requests.listWorkers());
    assertThat(figure(client, "connections.lost")).isZero();
    assertThat(figure(client, "requests.sent")).isEqualTo(sent + 1);
  }

  @Test
  void aRequestOfTheLargestSizeIsSent() {
    failure(RefusedByMain.class, open().send(Requests.removeCluster("x".repeat(1_900_000))));
  }

  @Test
  void whatMayHarmSozuIsNotSent() {
    OwnedSozuClient client = open();
    send(client, Requests.listWorkers());
    long sent = figure(client, "requests.sent");
    QueryMetricsOptions.Builder all =
        QueryMetricsOptions.newBuilder().setList(false).setNoClusters(false).setWorkers(true);

    Stream.of(
            Request.newBuilder().setQueryMetrics(all),
            Request.newBuilder().setQueryMetrics(all.clone().addBackendIds("b")),
            Request.newBuilder().setQueryMetrics(all.clone().addMetricNames("requests")),
            Request.newBuilder()
                .setQueryMetrics(
                    all.clone()
                        .addAllClusterIds(
                            IntStream.range(0, 100_000).mapToObj(i -> "c" + i).toList())),
            Request.newBuilder().setQueryClustersHashes(QueryClustersHashes.getDefaultInstance()),
            Request.newBuilder()
                .setQueryCertificatesFromWorkers(QueryCertificatesFilters.getDefaultInstance()),
            Request.newBuilder()
                .setQueryCertificatesFromTheState(QueryCertificatesFilters.getDefaultInstance()),
            Request.newBuilder().setSubscribeEvents(SubscribeEvents.getDefaultInstance()),
            Request.newBuilder())
        .map(Request.Builder::build)
        .forEach(
            request -> {
              UnsafeRequest failure = failure(UnsafeRequest.class, client.send(request));
              assertThat(failure.retry()).isEqualTo(Retry.NO);
            });
    assertThat(figure(client, "requests.sent")).isEqualTo(sent);
  }

  @Test
  void concurrentCallsEachGetTheirOwnAnswer() {
    OwnedSozuClient client = open();
    List<String> ids = IntStream.range(0, 20).mapToObj(i -> name("c")).toList();
    ids.forEach(id -> send(client, Requests.addCluster(id)));

    List<CompletableFuture<String>> asked =
        IntStream.range(0, 1000)
            .mapToObj(i -> client.send(Requests.queryCluster(ids.get(i % ids.size()))))
            .map(stage -> stage.thenApply(ClientContract::clusterOf).toCompletableFuture())
            .toList();

    for (int i = 0; i < asked.size(); i++) {
      assertThat(get(asked.get(i))).isEqualTo(ids.get(i % ids.size()));
    }
    assertThat(figure(client, "pool.connections"))
        .isLessThanOrEqualTo(figure(client, "pool.connections.max"));
    assertThat(figure(client, "connections.lost")).isZero();
  }

  private static String clusterOf(Response response) {
    ClusterInformation main =
        response.getContent().getWorkerResponses().getMapOrThrow("main").getClusters().getVec(0);
    return main.getConfiguration().getClusterId();
  }

  @Test
  void aCallbackMayAskAgainAndBlock() {
    OwnedSozuClient client = open();

    Response second =
        get(
            client
                .send(Requests.listWorkers())
                .thenApply(response -> send(client, Requests.status())));

    assertThat(second.getMessage()).isEqualTo("Successfully collected the status of workers");
  }

  @Test
  void whoeverIsNotTheExpectedUserIsNotTalkedTo() {
    OwnedSozuClient client = open(peer().client().peerUser("12345").build());

    Unreachable failure = failure(Unreachable.class, client.send(Requests.listWorkers(), SHORT));

    assertThat(failure.retry()).isEqualTo(Retry.SAFE);
    assertThat(failure).hasMessageContaining("12345");
  }

  @Test
  void severalInstancesLiveSideBySide() {
    SozuPeer other = own(PeerOptions.defaults());
    OwnedSozuClient one = open(peer().client().instance("one").build());
    OwnedSozuClient two = open(other.client().instance("two").build());

    assertThat(pids(one)).containsExactlyInAnyOrderElementsOf(peer().workerPids().values());
    assertThat(pids(two)).containsExactlyInAnyOrderElementsOf(other.workerPids().values());
    assertThat(one.instance()).isEqualTo("one");
  }

  private static List<Long> pids(OwnedSozuClient client) {
    return get(client.workers().list()).stream()
        .filter(worker -> worker.getRunState().getNumber() == 0)
        .map(worker -> (long) worker.getPid())
        .toList();
  }

  @Test
  void theStatusTellsThatItIsConnected() {
    OwnedSozuClient client = open();
    send(client, Requests.listWorkers());

    Eventually.until("it is ready", () -> client.status().health() == Health.READY);
    assertThat(client.status().connector()).isEqualTo("client");
    assertThat(client.status().instance()).isEqualTo("main");
    assertThat(client.status().figures()).containsKeys("pool.leased", "pool.waiting");
  }

  @Test
  void closingEndsCallsConnectionsAndThreads() {
    String instance = name("closing");
    OwnedSozuClient client = open(peer().client().instance(instance).connections(1).build());
    send(client, Requests.listWorkers());
    assertThat(threads(instance)).hasSizeBetween(1, 2);
    peer().pause();
    try {
      CompletableFuture<Response> inFlight =
          client.send(Requests.listWorkers()).toCompletableFuture();
      CompletableFuture<Response> waiting =
          client.send(Requests.listWorkers()).toCompletableFuture();
      Eventually.until("one call waits", () -> figure(client, "pool.waiting") == 1);
      client.close();

      assertThat(failure(inFlight)).isInstanceOf(OutcomeUnknown.class);
      assertThat(failure(waiting)).isInstanceOf(ClientClosed.class);
      assertThat(threads(instance)).isEmpty();
    } finally {
      peer().resume();
    }
    client.close();
    assertThat(failure(ClientClosed.class, client.send(Requests.listWorkers())).retry())
        .isEqualTo(Retry.SAFE);
  }
}
