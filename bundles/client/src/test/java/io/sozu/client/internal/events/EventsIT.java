package io.sozu.client.internal.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventsIT {
  private final SozuPeer peer =
      SozuPeer.installed(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(1)));
  private final OwnedSozuClient client = Client.open(peer.client().build());
  private final Recorder recorder = new Recorder(Long.MAX_VALUE);

  @BeforeEach
  void subscribe() {
    client.events().subscribe(recorder);
    told("gap: subscribed");
  }

  @AfterEach
  void close() {
    client.close();
    peer.close();
  }

  private void told(String... signals) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(recorder.signals).contains(signals));
  }

  @Test
  void aChangeIsReportedAndClosingEndsTheSubscription() {
    client.send(Requests.addCluster("a")).toCompletableFuture().join();
    told("main CLUSTER_ADDED a");
    assertThat(recorder.signals).startsWith("subscribed", "gap: subscribed");

    client.close();

    told("complete");
  }

  @Test
  void aRestartOfSozuIsAGapAndTheSubscriptionGoesOn() {
    peer.kill9();
    peer.start();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(recorder.signals)
                    .anyMatch(signal -> signal.startsWith("gap: subscribed again after: ")));

    client.send(Requests.addCluster("b")).toCompletableFuture().join();

    told("main CLUSTER_ADDED b");
  }

  @Test
  void aKilledWorkerIsLostAndItsSuccessorStarted() {
    // That the watch has seen both is told by what it says of one of them.
    peer.pauseWorker(1);
    told("WorkerNotAnswering");

    peer.killWorker(1);

    told("WorkerLost", "WorkerStarted");
  }

  @Test
  void aStoppedWorkerDoesNotAnswerUntilItGoesOn() {
    peer.pauseWorker(0);
    told("WorkerNotAnswering");

    peer.resumeWorker(0);

    told("WorkerAnswering");
  }
}
