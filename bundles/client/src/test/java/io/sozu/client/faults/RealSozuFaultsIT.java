package io.sozu.client.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faults that only the real Sōzu can have. */
final class RealSozuFaultsIT {
  @Test
  void anUpgradeOfTheMainProcessLosesNothing() {
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = SozuClients.connect(sozu.client().build())) {
      List<Request> many =
          IntStream.range(0, 5_000).mapToObj(i -> Requests.addCluster("bulk" + i)).toList();
      CompletableFuture<List<Outcome>> bulk = client.apply(many).toCompletableFuture();
      client.state().upgradeMain().toCompletableFuture().join();
      assertThat(bulk.join()).allMatch(Outcome::inForce);
      client.clusters().add(Requests.cluster("after")).toCompletableFuture().join();
      assertThat(client.clusters().ids().toCompletableFuture().join())
          .contains("after", "bulk0", "bulk4999")
          .hasSize(5_001);
    }
  }

  @Test
  void killedAndRestartedItIsReachedAgainByTheNextCall() throws Exception {
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = SozuClients.connect(sozu.client().build())) {
      // Every connection of the pool is open and becomes stale.
      List<CompletableFuture<?>> calls =
          IntStream.range(0, 50)
              .<CompletableFuture<?>>mapToObj(
                  i -> client.send(Requests.status()).toCompletableFuture())
              .toList();
      calls.forEach(CompletableFuture::join);
      sozu.kill9();
      CompletableFuture<?> waits =
          client.send(Requests.addCluster("early"), Duration.ofSeconds(20)).toCompletableFuture();
      sozu.start();
      waits.join();
      for (int i = 0; i < 20; i++) {
        client.send(Requests.addCluster("c" + i)).toCompletableFuture().join();
      }
      assertThat(client.clusters().ids().toCompletableFuture().join())
          .hasSize(21)
          .contains("early");
    }
  }

  @Test
  void aWorkerThatIsStoppedForHalfAMinuteMakesNoOutcomeALie() throws Exception {
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = SozuClients.connect(sozu.client().build())) {
      List<Request> many =
          IntStream.range(0, 2_000).mapToObj(i -> Requests.addCluster("c" + i)).toList();
      int stopped = sozu.workerPids().keySet().iterator().next();
      sozu.pauseWorker(stopped);
      CompletableFuture<List<Outcome>> applied = client.apply(many).toCompletableFuture();
      // Sōzu's own patience with a worker is 10 s; this is three times that, as promised.
      CompletableFuture.runAsync(
              () -> sozu.resumeWorker(stopped),
              CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS))
          .join();

      List<Outcome> outcomes = applied.join();

      assertThat(outcomes).noneMatch(outcome -> outcome.verdict() == Verdict.REFUSED);
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i).inForce()) {
          assertThat(client.clusters().everywhere("c" + i).toCompletableFuture().join())
              .as("c" + i + " in the main process and both workers")
              .hasSize(3);
        }
      }
      assertThat(client.apply(many).toCompletableFuture().join()).allMatch(Outcome::inForce);
    }
  }
}
