package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.intake.IntakeOptions.Acknowledge;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of messages while Sōzu does not do what it should. */
final class IntakeTroubleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path saved;
  private final SozuPeer sozu;
  private final OwnedSozuClient client;
  private final TestBroker broker = new TestBroker();
  private Intake<TestMessage> intake;

  IntakeTroubleIT(@TempDir Path folder) {
    saved = folder.resolve("sozu.state");
    sozu =
        SozuPeer.installed(
            PeerOptions.defaults()
                .withWorkerTimeout(Duration.ofSeconds(2))
                .withExtraToml("saved_state = \"" + saved + "\"\n"));
    client = SozuClients.connect(sozu.client().stateSave(saved).build());
    intake = Intake.open(client, "trouble", broker, IntakeOptions.defaults());
  }

  @AfterEach
  void close() {
    intake.close(Duration.ZERO);
    client.close();
    sozu.close();
  }

  @Test
  void whileAWorkerIsStoppedNothingIsSettledAndThenEverythingIs() {
    take("first", Requests.addCluster("c"));
    Eventually.until("acknowledged", () -> broker.acknowledged() == 1);
    int worker = sozu.workerPids().keySet().iterator().next();
    sozu.pauseWorker(worker);
    List<CompletionStage<Result>> told = new ArrayList<>();
    told.add(take("backend", Requests.addBackend("c", "b", 1)));
    told.add(take("frontend", Requests.addHttpFrontend("c", sozu.http(), "c.example")));
    told.add(take("removal", Requests.removeBackend("c", "b", 1)));
    told.add(take("other", Requests.addCluster("d")));
    Eventually.until("they wait", () -> figure("oldest.waiting.seconds") > 5);
    assertThat(broker.acknowledged()).isEqualTo(1);
    sozu.resumeWorker(worker);
    told.forEach(stage -> assertThat(get(stage).inForce()).isTrue());
    Eventually.until("acknowledged", () -> broker.unacknowledged().isEmpty());
    assertThat(broker.deadLetters()).isEmpty();
    assertThat(get(client.clusters().everywhere("c")))
        .hasSize(3)
        .allSatisfy(
            (process, cluster) -> {
              assertThat(cluster.getBackendsList()).isEmpty();
              assertThat(cluster.getHttpFrontendsList()).hasSize(1);
            });
  }

  @Test
  void whatASozuThatIsAwayCannotTakeIsAppliedOnceItIsBack() {
    sozu.kill9();
    List<CompletionStage<Result>> told = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      told.add(take("m" + i, Requests.addCluster("c" + i)));
    }
    Eventually.until("it is noticed", () -> !intake.reachesSozu());
    assertThat(broker.acknowledged()).isZero();
    sozu.start();
    told.forEach(stage -> assertThat(get(stage).inForce()).isTrue());
    Eventually.until("acknowledged", () -> broker.unacknowledged().isEmpty());
    assertThat(get(client.clusters().ids())).hasSize(500);
    assertThat(broker.deadLetters()).isEmpty();
    assertThat(broker.restores()).isEqualTo(2);
  }

  @Test
  void whatAKilledSozuLostIsAppliedAgainWhenOnlyWhatIsSavedIsAcknowledged() {
    reopen(IntakeOptions.builder().acknowledge(Acknowledge.SAVED).build());
    List<CompletionStage<Result>> told = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      told.add(take("m" + i, Requests.addCluster("c" + i)));
      if (i == 1_000) {
        get(told.get(900));
        sozu.kill9();
        sozu.start();
      }
    }
    told.forEach(stage -> assertThat(get(stage).inForce()).isTrue());
    Eventually.until("acknowledged", PATIENCE, () -> broker.unacknowledged().isEmpty());
    sozu.kill9();
    sozu.start();
    // Everything acknowledged is in the file that Sōzu comes back with.
    Eventually.until("it is back", () -> get(client.clusters().ids()).size() == 2_000);
    assertThat(broker.deadLetters()).isEmpty();
  }

  @Test
  void withoutAFileToSaveToNothingIsAcknowledgedAndThatIsTold() {
    try (OwnedSozuClient savesNothing = SozuClients.connect(sozu.client().build())) {
      intake.close();
      intake =
          Intake.open(
              savesNothing,
              "trouble",
              broker,
              IntakeOptions.builder().acknowledge(Acknowledge.SAVED).build());
      assertThat(get(take("m", Requests.addCluster("c"))).inForce()).isTrue();
      Eventually.until(
          "told",
          () -> intake.concerns().stream().anyMatch(concern -> concern.contains("state.save")));
      assertThat(broker.acknowledged()).isZero();
      intake.close(Duration.ZERO);
    }
  }

  private void reopen(IntakeOptions options) {
    intake.close();
    intake = Intake.open(client, "trouble", broker, options);
  }

  private CompletionStage<Result> take(String id, Request request) {
    return broker.deliver(intake, TestMessage.of(id, request));
  }

  private double figure(String name) {
    Number figure = intake.figures().get(name);
    return figure == null ? Double.NaN : figure.doubleValue();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }
}
