package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.internal.Client;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.MixedBatch;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
      MixedBatch batch = batch(sozu, 50_000, 100);
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
      List<Request> first = batch(sozu, 400, 0).requests();
      assertThat(apply(client, first)).allMatch(o -> o.verdict() == Verdict.APPLIED);
      List<Request> more = new ArrayList<>(first);
      more.addAll(batch(sozu, 800, 0).requests().subList(400, 800));
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
      apply(client, batch(sozu, 40, 0).requests());
      int worker = sozu.workerPids().keySet().iterator().next();
      sozu.pauseWorker(worker);
      List<Request> requests = batch(sozu, 1_040, 0).requests().subList(40, 1_040);
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

  private static MixedBatch batch(SozuPeer sozu, int size, int bad) {
    return MixedBatch.of("cluster-", sozu.http(), size, bad);
  }

  private OwnedSozuClient client(SozuPeer sozu) {
    return Client.open(ClientOptions.sozuConfig(sozu.config()).exchangeDir(exchange).build());
  }
}
