package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.Client;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.HealthCheckConfig;
import io.sozu.protocol.command.HealthCheckMode;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SetHealthCheck;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong with a batch, on the real Sōzu. */
final class BulkTroubleIT {
  private static final InetSocketAddress NO_LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

  private final SozuPeer sozu = SozuPeer.installed();
  private final OwnedSozuClient client = Client.open(sozu.client().build());

  @AfterEach
  void stop() {
    client.close();
    sozu.close();
  }

  @Test
  void certificatesThatSozuDoesNotTakeAreToldAmongThoseThatItTakes() {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      requests.add(Requests.addCertificate(sozu.https(), TestCertificate.of("n" + i + ".example")));
    }
    TestCertificate one = TestCertificate.of("one.example");
    TestCertificate other = TestCertificate.of("other.example");
    Request mismatch = Requests.addCertificate(sozu.https(), one);
    Request.Builder wrongKey = mismatch.toBuilder();
    wrongKey.getAddCertificateBuilder().getCertificateBuilder().setKey(other.keyPem());
    requests.set(20, wrongKey.build());
    requests.set(40, Requests.addCertificate(NO_LISTENER, one));
    List<Outcome> outcomes = apply(requests);
    assertThat(outcomes.get(20).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(outcomes.get(20).reason()).contains("invalid private key");
    assertThat(outcomes.get(40).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(outcomes.get(40).reason()).contains("no listener");
    assertThat(outcomes.stream().filter(o -> o.verdict() != Verdict.APPLIED)).hasSize(2);
    assertThat(client.certificates().served("n249.example").toCompletableFuture().join())
        .hasSize(2)
        .allSatisfy((worker, served) -> assertThat(served.getCertificatesCount()).isEqualTo(1));
  }

  /** The next piece is on its way when the answer to this one comes. */
  @Test
  void whatIsRefusedInOnePieceIsToldWhereItWas() {
    List<Request> requests = new ArrayList<>(clusters("c", 0, 1_500));
    List<Integer> bad = List.of(100, 700, 701, 1_100);
    bad.forEach(at -> requests.set(at, Requests.addBackend("none-" + at, "b", 1)));

    List<Outcome> outcomes = apply(requests);

    for (int i = 0; i < outcomes.size(); i++) {
      Verdict expected = bad.contains(i) ? Verdict.REFUSED : Verdict.APPLIED;
      assertThat(outcomes.get(i).verdict()).as("%s: %s", i, outcomes.get(i)).isEqualTo(expected);
    }
    assertThat(client.clusters().ids().toCompletableFuture().join()).hasSize(1_496);
  }

  @Test
  void oneBatchMayBuildAndTearDownTheSameThings() {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String id = "c" + i;
      requests.add(Requests.addCluster(id));
      requests.add(Requests.addHttpFrontend(id, sozu.http(), id + ".example"));
      requests.add(Requests.addBackend(id, "b", 1));
      requests.add(healthCheck(id));
      requests.add(Requests.removeBackend(id, "b", 1));
      requests.add(Requests.removeHttpFrontend(id, sozu.http(), id + ".example"));
      requests.add(Requests.removeCluster(id));
      // Went with its cluster: Sōzu says OK, nothing to remove.
      requests.add(Requests.removeBackend(id, "b", 1));
      requests.add(Requests.removeCluster(id));
      requests.add(Requests.addCluster(id));
    }
    List<Outcome> outcomes = apply(requests);
    for (int i = 0; i < outcomes.size(); i++) {
      Verdict expected =
          switch (i % 10) {
            case 7 -> Verdict.ALREADY_SO;
            case 8 -> Verdict.REFUSED;
            default -> Verdict.APPLIED;
          };
      assertThat(outcomes.get(i).verdict()).as("%s: %s", i, outcomes.get(i)).isEqualTo(expected);
    }
    assertThat(client.clusters().ids().toCompletableFuture().join()).hasSize(100);
  }

  @Test
  void whatOnlyAMessageCanCarryIsSentAsOne() {
    List<Request> requests = new ArrayList<>(clusters("c", 0, 30));
    Cluster large = Requests.cluster("large").toBuilder().setAnswer503(answer(1_900_000)).build();
    requests.add(Request.newBuilder().setAddCluster(large).build());
    requests.add(Requests.addHttpListener(FreePorts.next()));
    requests.addAll(clusters("d", 0, 30));

    assertThat(apply(requests)).allMatch(o -> o.verdict() == Verdict.APPLIED);
  }

  @Test
  void whatOnlyAsksIsNotSent() {
    List<Request> requests = new ArrayList<>(clusters("c", 0, 30));
    requests.add(Requests.listWorkers());
    requests.add(Requests.queryMetrics(List.of()));
    requests.addAll(clusters("d", 0, 30));

    List<Outcome> outcomes = apply(requests);

    assertThat(outcomes.get(30).reason())
        .isEqualTo("LIST_WORKERS only asks, and an outcome has no answer; use send()");
    assertThat(outcomes.get(31).reason()).contains("metrics().collect()");
    assertThat(outcomes.subList(30, 32)).allMatch(o -> o.failure() instanceof UnsafeRequest);
    assertThat(outcomes.stream().filter(o -> o.verdict() != Verdict.APPLIED)).hasSize(2);
  }

  @Test
  void aFolderThatSozuCannotReadMeansSingleRequests() {
    // A folder that each process has for itself.
    try (OwnedSozuClient elsewhere =
        Client.open(sozu.client().exchangeDir(Path.of("/proc/self/fd")).build())) {
      List<Outcome> outcomes = elsewhere.apply(clusters("c", 0, 40)).toCompletableFuture().join();
      assertThat(outcomes).allMatch(o -> o.verdict() == Verdict.APPLIED);
    }
  }

  @Test
  void whatAKilledSozuHadTakenItGetsAgain() {
    CompletableFuture<List<Outcome>> applying =
        client.apply(clusters("c", 0, 60_000)).toCompletableFuture();
    Eventually.until("a part of it", () -> count() > 2_000);
    sozu.kill9();
    sozu.start();
    List<Outcome> outcomes = applying.join();
    assertThat(outcomes).allMatch(o -> o.verdict() == Verdict.APPLIED);
    // Sōzu came back empty: what it had taken before was given to it again.
    assertThat(client.state().read(record -> {}).toCompletableFuture().join())
        .isGreaterThanOrEqualTo(60_000);
  }

  @Test
  void whenAWorkerIsKilledInTheMiddleAllIsAppliedInTheEnd() {
    CompletableFuture<List<Outcome>> applying =
        client.apply(clusters("c", 0, 20_000)).toCompletableFuture();
    Eventually.until("a part of it", () -> count() > 1_000);
    sozu.killWorker(sozu.workerPids().keySet().iterator().next());
    assertThat(applying.join()).allMatch(o -> o.verdict() == Verdict.APPLIED);
    assertThat(client.clusters().everywhere("c-19999").toCompletableFuture().join()).hasSize(3);
  }

  private int count() {
    return client
        .state()
        .requestCounts()
        .toCompletableFuture()
        .join()
        .getOrDefault("AddCluster", 0);
  }

  private static List<Request> clusters(String prefix, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> Requests.addCluster(prefix + "-" + i)).toList();
  }

  private static Request healthCheck(String cluster) {
    return Request.newBuilder()
        .setSetHealthCheck(
            SetHealthCheck.newBuilder()
                .setClusterId(cluster)
                .setConfig(
                    HealthCheckConfig.newBuilder()
                        .setUri("/health")
                        .setInterval(10)
                        .setTimeout(5)
                        .setHealthyThreshold(3)
                        .setUnhealthyThreshold(3)
                        .setExpectedStatus(0)
                        .setMode(HealthCheckMode.HEALTH_CHECK_MODE_HTTP)))
        .build();
  }

  private static String answer(int size) {
    String head = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n";
    return head + "x".repeat(size - head.length());
  }

  private List<Outcome> apply(List<Request> requests) {
    return client.apply(requests).toCompletableFuture().join();
  }
}
