package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.Metrics.Collected;
import io.sozu.client.Metrics.DetailLease;
import io.sozu.client.MetricsQuery;
import io.sozu.client.NotSentInTime;
import io.sozu.client.Outcome;
import io.sozu.client.OwnedSozuClient;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.MetricsConfiguration;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.RunState;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Metrics in pieces: complete, and no worker is harmed. */
public abstract class MetricsContract extends ClientSubject {
  private static final Duration WHOLE = Duration.ofSeconds(20);

  protected MetricsContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  /** What a collection gave. */
  protected record Gathered(
      Collected collected, List<AggregatedMetrics> pieces, Map<String, Set<String>> clusters) {
    /** The clusters that a worker told of. */
    Set<String> of(String worker) {
      return clusters.getOrDefault(worker, Set.of());
    }
  }

  /** Collects, and sorts by worker. */
  protected static Gathered collect(OwnedSozuClient client, MetricsQuery query) {
    List<AggregatedMetrics> pieces = new ArrayList<>();
    Collected collected = get(client.metrics().collect(query, pieces::add));
    Map<String, Set<String>> clusters = new TreeMap<>();
    pieces.forEach(
        piece ->
            piece
                .getWorkersMap()
                .forEach(
                    (worker, metrics) ->
                        clusters
                            .computeIfAbsent(worker, key -> new TreeSet<>())
                            .addAll(metrics.getClustersMap().keySet())));
    return new Gathered(collected, pieces, clusters);
  }

  private static List<Request> clusters(int count) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(Requests.addCluster("c" + i));
      requests.add(Requests.addBackend("c" + i, "b", 9));
    }
    return requests;
  }

  private static void apply(OwnedSozuClient client, List<Request> requests) {
    assertThat(get(client.apply(requests))).allMatch(Outcome::inForce);
  }

  private static void assertUnharmed(OwnedSozuClient client) {
    assertThat(get(client.workers().status()))
        .filteredOn(worker -> worker.getRunState() != RunState.STOPPED)
        .hasSize(2)
        .allMatch(worker -> worker.getRunState() == RunState.RUNNING);
  }

  @Test
  void aSozuWithoutClustersHasMainAndProxy() {
    SozuPeer sozu = own(PeerOptions.defaults());

    Gathered gathered = collect(open(sozu.client().build()), MetricsQuery.all(WHOLE));

    assertThat(gathered.collected().incomplete()).isEmpty();
    AggregatedMetrics first = gathered.pieces().get(0);
    assertThat(first.getMainMap()).containsKey("configuration.clusters");
    assertThat(first.getWorkersMap()).hasSize(2);
    assertThat(first.getWorkersMap().values())
        .allSatisfy(worker -> assertThat(worker.getProxyMap()).containsKey("server.live"));
  }

  @Test
  void everyClusterIsThereFromEveryWorker() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());
    apply(client, clusters(300));

    Gathered gathered = collect(client, MetricsQuery.all(WHOLE));

    assertThat(gathered.collected().incomplete()).isEmpty();
    assertThat(gathered.collected().clusters()).isEqualTo(300);
    sozu.workerPids()
        .keySet()
        .forEach(worker -> assertThat(gathered.of(worker.toString())).hasSize(300));
    assertUnharmed(client);
  }

  @Test
  void aClusterThatWorkersHaveNoMetricsOfHidesNoOther() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());
    apply(client, clusters(50));
    // Sōzu forgets the gauges too: these have no metrics any more, those added later have.
    get(client.metrics().configure(MetricsConfiguration.CLEAR));
    List<Request> later =
        IntStream.range(0, 50).mapToObj(i -> Requests.addCluster("later" + i)).toList();
    apply(client, later);

    Gathered gathered = collect(client, MetricsQuery.all(WHOLE));

    sozu.workerPids()
        .keySet()
        .forEach(
            worker ->
                assertThat(gathered.of(worker.toString()))
                    .containsAll(
                        later.stream().map(add -> add.getAddCluster().getClusterId()).toList()));
    assertUnharmed(client);
  }

  @Test
  void buffersFarTooSmallForOneAnswerHarmNobody() {
    // All of it would be about 150 kB a worker.
    SozuPeer sozu = own(PeerOptions.defaults().withBuffers(50_000, 50_000));
    OwnedSozuClient client = open(sozu.client().build());
    apply(client, clusters(600));

    Gathered gathered = collect(client, MetricsQuery.all(WHOLE));

    assertThat(gathered.collected().incomplete()).isEmpty();
    sozu.workerPids()
        .keySet()
        .forEach(worker -> assertThat(gathered.of(worker.toString())).hasSize(600));
    assertUnharmed(client);
  }

  @Test
  void onlyWhatIsAskedForIsCollected() {
    OwnedSozuClient client = open();
    List<Request> requests = new ArrayList<>();
    String wanted = name("wanted");
    requests.add(Requests.addCluster(wanted));
    requests.add(Requests.addCluster(name("other")));
    apply(client, requests);

    Gathered gathered =
        collect(
            client,
            new MetricsQuery(true, List.of(wanted), List.of("cluster.total_backends"), WHOLE));

    assertThat(gathered.collected().clusters()).isEqualTo(1);
    assertThat(gathered.clusters().values()).allMatch(Set.of(wanted)::equals);
    assertThat(gathered.pieces())
        .flatExtracting(piece -> piece.getWorkersMap().values())
        .flatExtracting(worker -> worker.getClustersMap().values())
        .flatExtracting(cluster -> cluster.getClusterMap().keySet())
        .containsOnly("cluster.total_backends");
  }

  @Test
  void withoutClustersThereIsOnePiece() {
    Gathered gathered = collect(open(), new MetricsQuery(false, List.of(), List.of(), WHOLE));

    assertThat(gathered.pieces()).hasSize(1);
    assertThat(gathered.clusters().values()).allMatch(Set::isEmpty);
  }

  @Test
  void aWorkerThatDoesNotAnswerMakesItIncompleteAndSaysSo() {
    SozuPeer sozu = own(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(1)));
    OwnedSozuClient client = open(sozu.client().build());
    apply(client, clusters(20));
    collect(client, MetricsQuery.all(WHOLE));
    int stopped = sozu.workerPids().keySet().iterator().next();
    sozu.pauseWorker(stopped);
    try {
      Gathered gathered = collect(client, MetricsQuery.all(WHOLE));

      assertThat(gathered.collected().incomplete())
          .anySatisfy(what -> assertThat(what).contains(Integer.toString(stopped)));
    } finally {
      sozu.resumeWorker(stopped);
    }
  }

  @Test
  void aQueryEndsAtItsDeadlineThoughAnEarlierOneHasNoAnswer() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());
    apply(client, clusters(5));
    Request query = Requests.queryMetrics(List.of("c1"));
    sozu.pause();
    try {
      CompletableFuture<Collected> collecting =
          client.metrics().collect(MetricsQuery.all(WHOLE), piece -> {}).toCompletableFuture();
      long sent = System.nanoTime();

      failure(NotSentInTime.class, client.send(query, Duration.ofMillis(300)));

      assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(5));
      CompletableFuture<Response> cancelled = client.send(query).toCompletableFuture();
      cancelled.cancel(true);
      CompletableFuture<Response> waits = client.send(query).toCompletableFuture();
      assertThat(collecting).isNotDone();
      // The question on its way is let go with its connection, and the next one is asked.
      collecting.cancel(true);
      sozu.resume();
      assertThat(get(waits).getContent().getMetrics().getWorkersMap()).hasSize(2);
    } finally {
      sozu.resume();
    }
    assertUnharmed(client);
  }

  @Test
  void theNamesAreListed() {
    assertThat(get(open().metrics().available()).getProxyMetricsList())
        .contains("server.live", "process.uptime_seconds");
  }

  @Test
  void aRaisedDetailIsRenewedAndGivenBack() {
    OwnedSozuClient client = open();
    DetailLease lease =
        get(
            client
                .metrics()
                .leaseDetail(MetricDetail.DETAIL_BACKEND, Duration.ofSeconds(30), "a test"));

    get(lease.renew());
    get(lease.renew());
    lease.close();

    DetailLease again =
        get(
            client
                .metrics()
                .leaseDetail(MetricDetail.DETAIL_BACKEND, Duration.ofSeconds(30), "another"));
    again.close();
  }
}
