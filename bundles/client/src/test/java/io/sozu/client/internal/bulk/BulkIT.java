package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.internal.Client;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real Sōzu. */
final class BulkIT {
  private final Path exchange;

  BulkIT(@TempDir Path exchange) {
    this.exchange = exchange;
  }

  @Test
  void ofFiftyThousandExactlyTheBadOnesAreReportedWithSozusReasons() {
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = client(sozu)) {
      Batch batch = Batch.of(sozu, 50_000, 100);
      List<Outcome> outcomes = apply(client, batch.requests());
      Map<Integer, String> bad = new HashMap<>();
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i).verdict() != Verdict.APPLIED) {
          bad.put(i, outcomes.get(i).verdict() + " " + outcomes.get(i).reason());
        }
      }
      assertThat(bad.keySet()).isEqualTo(batch.bad().keySet());
      batch
          .bad()
          .forEach(
              (index, reason) -> assertThat(bad.get(index)).startsWith("REFUSED").contains(reason));
      assertThat(client.clusters().ids().toCompletableFuture().join()).hasSize(batch.clusters());
      assertThat(stateFiles()).isEmpty();
    }
    assertThat(exchange).isEmptyDirectory();
  }

  @Test
  void whatIsThereAlreadyIsToldSo() {
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = client(sozu)) {
      List<Request> first = Batch.of(sozu, 400, 0).requests();
      assertThat(apply(client, first)).allMatch(o -> o.verdict() == Verdict.APPLIED);
      List<Request> more = new ArrayList<>(first);
      more.addAll(Batch.of(sozu, 800, 0).requests().subList(400, 800));
      List<Outcome> outcomes = apply(client, more);
      for (int i = 0; i < outcomes.size(); i++) {
        Verdict expected =
            i < 400 && more.get(i).hasAddHttpFrontend() ? Verdict.ALREADY_SO : Verdict.APPLIED;
        assertThat(outcomes.get(i).verdict()).as(more.get(i).toString()).isEqualTo(expected);
      }
    }
  }

  @Test
  void whileAWorkerIsStoppedNothingIsClaimedThatIsNotSo() {
    PeerOptions options = PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(2));
    try (SozuPeer sozu = SozuPeer.installed(options);
        OwnedSozuClient client = client(sozu)) {
      apply(client, Batch.of(sozu, 40, 0).requests());
      int worker = sozu.workerPids().keySet().iterator().next();
      sozu.pauseWorker(worker);
      List<Request> requests = Batch.of(sozu, 1_040, 0).requests().subList(40, 1_040);
      CompletableFuture<List<Outcome>> applying = client.apply(requests).toCompletableFuture();
      CompletableFuture<Void> resumed =
          CompletableFuture.runAsync(
              () -> sozu.resumeWorker(worker),
              CompletableFuture.delayedExecutor(12, TimeUnit.SECONDS));
      List<Outcome> outcomes = applying.join();
      resumed.join();
      assertThat(outcomes).allMatch(o -> o.verdict() == Verdict.APPLIED);
      for (Request request : requests) {
        if (request.hasAddCluster()) {
          assertThat(
                  client
                      .clusters()
                      .everywhere(request.getAddCluster().getClusterId())
                      .toCompletableFuture()
                      .join())
              .hasSize(3)
              .allSatisfy((process, info) -> assertThat(info.getBackendsCount()).isEqualTo(2));
        }
      }
    }
  }

  private List<Path> stateFiles() {
    try (Stream<Path> files = Files.walk(exchange)) {
      return files.filter(file -> file.toString().endsWith(".state")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Outcome> apply(OwnedSozuClient client, List<Request> requests) {
    return client.apply(requests).toCompletableFuture().join();
  }

  private OwnedSozuClient client(SozuPeer sozu) {
    return Client.open(ClientOptions.sozuConfig(sozu.config()).exchangeDir(exchange).build());
  }

  /** Clusters with a frontend and two backends each, and bad requests among them. */
  private record Batch(List<Request> requests, Map<Integer, String> bad, int clusters) {
    static Batch of(SozuPeer sozu, int size, int bad) {
      List<Request> good = new ArrayList<>();
      int clusters = 0;
      while (good.size() < size - bad) {
        String id = "cluster-" + clusters++;
        good.add(Requests.addCluster(id));
        good.add(Requests.addHttpFrontend(id, sozu.http(), id + ".example"));
        good.add(Requests.addBackend(id, id + "-a", 1));
        good.add(Requests.addBackend(id, id + "-b", 2));
      }
      List<Request> all = new ArrayList<>(good.subList(0, size - bad));
      Map<Request, String> reasons = new HashMap<>();
      Random random = new Random(3);
      for (int i = 0; i < bad; i++) {
        Map.Entry<Request, String> one = bad(sozu, i);
        reasons.put(one.getKey(), one.getValue());
        // Behind the first cluster, which some of them are about.
        all.add(4 + random.nextInt(all.size() - 3), one.getKey());
      }
      Map<Integer, String> at = new HashMap<>();
      for (int i = 0; i < all.size(); i++) {
        String reason = reasons.get(all.get(i));
        if (reason != null) {
          at.put(i, reason);
        }
      }
      return new Batch(all, at, clusters);
    }

    private static Map.Entry<Request, String> bad(SozuPeer sozu, int i) {
      InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10 + i);
      return switch (i % 7) {
        case 0 -> Map.entry(Requests.removeCluster("none-" + i), "Did not find");
        case 1 ->
            Map.entry(
                Requests.removeBackend("cluster-0", "none-" + i, 9), "did not bring any change");
        case 2 -> Map.entry(Requests.addHttpFrontend("cluster-0", nowhere, "x.example"), "no");
        case 3 ->
            Map.entry(
                Requests.addHttpFrontend("cluster-0", sozu.http(), "bad" + i + "..example/"),
                "main process");
        case 4 -> Map.entry(Requests.addBackend("none-" + i, "b", 1), "could not apply");
        case 5 ->
            Map.entry(
                Request.newBuilder()
                    .setAddCluster(
                        Cluster.newBuilder(Requests.cluster("large-" + i))
                            .setAnswer503("x".repeat(3_000_000)))
                    .build(),
                "bytes");
        default ->
            Map.entry(
                Requests.addHttpFrontend("other-" + i, sozu.http(), "cluster-0.example"),
                "already exists");
      };
    }
  }
}
