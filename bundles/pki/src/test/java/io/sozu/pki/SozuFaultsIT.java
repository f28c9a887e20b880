package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.RefusedByMain;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A Sōzu that is stopped, upgraded or loses a worker while certificates are renewed. */
final class SozuFaultsIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private static final int MANY = 250;

  private final SozuPeer sozu = SOZU.peer();

  /** A Sōzu that stands still is noticed after a second. */
  private final OwnedSozuClient client =
      SozuClients.connect(sozu.client().requestTimeout(Duration.ofSeconds(1)).build());

  private final OwnedSozuClient patient = SozuClients.connect(sozu.client().build());
  private final Rush rush = new Rush(sozu.https());
  private final PkiConnector connector;
  private final Pairs pairs;

  SozuFaultsIT(@TempDir Path root) {
    connector =
        PkiConnector.open(client, PkiOptions.builder(root).rescan(Duration.ofHours(1)).build());
    pairs = new Pairs(root, patient, sozu.https(), rush);
  }

  @AfterEach
  void close() throws InterruptedException {
    rush.end();
    connector.close();
    client.close();
    patient.close();
  }

  private void serve(List<String> names) throws IOException {
    for (String name : names) {
      pairs.write(name);
    }
    pairs.settled();
    pairs.expected();
    rush.isRight(1);
  }

  private List<TestCertificate> renew(List<String> names) throws IOException {
    List<TestCertificate> fresh = new ArrayList<>();
    for (String name : names) {
      fresh.add(pairs.renew(name));
    }
    return fresh;
  }

  private void healed() {
    pairs.settled();
    pairs.expected();
    rush.isRight(2);
    Eventually.until(
        "ready: " + connector.status().summary(),
        () -> connector.status().health() == Health.READY);
  }

  private static List<String> names(int count, String domain) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i + "." + domain).toList();
  }

  @Test
  void whileTheMainProcessIsStoppedTheOldOnesAreShownAndThenTheLast() throws Exception {
    List<String> names = names(5, "stopped.example");
    serve(names);
    List<TestCertificate> between = new ArrayList<>();
    List<TestCertificate> last;
    sozu.pause();
    try {
      for (int i = 0; i < 3; i++) {
        between.addAll(renew(names));
        rush.isRight(20);
      }
      Eventually.until(
          "it is told: " + connector.status().summary(),
          () -> connector.status().summary().contains("no answer from Sōzu"));
      last = renew(names);
    } finally {
      sozu.resume();
    }
    healed();
    assertThat(last).allMatch(pairs::has);
    Eventually.until(
        "what was on its way is not left there", () -> between.stream().noneMatch(pairs::has));
  }

  @Test
  void upgradedWhileRenewalsAreOnTheirWay() throws Exception {
    List<String> names = names(MANY, "upgraded.example");
    serve(names);

    TestCertificate first = renew(names).get(0);
    Eventually.until("the first are there", () -> pairs.serves(first));
    CompletionStage<Response> upgraded = patient.state().upgradeMain();
    renew(names);
    upgraded.toCompletableFuture().join();
    healed();

    for (int worker : List.copyOf(sozu.workerPids().keySet())) {
      CompletionStage<Response> replaced = patient.workers().upgrade(worker);
      renew(names);
      isReplaced(replaced);
    }
    healed();
  }

  /**
   * Sōzu calls it a failure when the old worker ends before it answers; the new one serves then.
   */
  private static void isReplaced(CompletionStage<Response> answer) {
    try {
      answer.toCompletableFuture().join();
    } catch (CompletionException e) {
      assertThat(e).cause().isInstanceOf(RefusedByMain.class).hasMessageContaining("is serving");
    }
  }

  @Test
  void aWorkerThatIsKilledTakesItsConnectionsAlongAndNothingElse() throws Exception {
    List<String> names = names(20, "killed.example");
    for (String name : names) {
      pairs.write(name);
    }
    TestCertificate stays = pairs.write("stays.killed.example");
    pairs.settled();
    Comeback comeback = new Comeback(sozu.https(), "stays.killed.example");
    for (int worker : List.copyOf(sozu.workerPids().keySet())) {
      sozu.killWorker(worker);
      for (String name : names) {
        pairs.write(name);
      }
      Eventually.until("a new one runs", () -> sozu.workerPids().size() == 2);
      pairs.settled();
    }
    comeback.end();
    assertThat(comeback.shown()).containsExactly(stays.fingerprint());
    healed();
  }
}
