package io.sozu.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.intake.IntakeOptions;
import io.sozu.intake.IntakeOptions.Acknowledge;
import io.sozu.intake.Result;
import io.sozu.intake.TestMessage;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Requests;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Acknowledging what is saved only, and a Sōzu that was replaced. */
final class SaveTest extends IntakeSubject {
  private static final IntakeOptions SAVED = options().acknowledge(Acknowledge.SAVED).build();

  @BeforeEach
  void acknowledgeWhatIsSaved() {
    reopen(SAVED);
    awaitRestores(2);
  }

  @Test
  void aMessageIsToldWhenAppliedAndAcknowledgedWhenSaved() {
    CompletionStage<Result> told = take("1", Requests.addCluster("a"));
    sozu.next().all(APPLIED);
    assertThat(get(told).inForce()).isTrue();
    CompletableFuture<Void> save = sozu.nextSave();
    assertThat(broker.acknowledged()).isZero();
    assertThat(figure("unsettled")).isEqualTo(1);
    save.complete(null);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 1);
    assertThat(figure("unsettled")).isZero();
  }

  @Test
  void aSaveCoversWhatWasInForceWhenItBegan() {
    take("1", Requests.addCluster("a"));
    sozu.next().all(APPLIED);
    CompletableFuture<Void> first = sozu.nextSave();
    CompletionStage<Result> later = take("2", Requests.addCluster("b"));
    sozu.next().all(APPLIED);
    assertThat(get(later).inForce()).isTrue();
    first.complete(null);
    CompletableFuture<Void> second = sozu.nextSave();
    assertThat(broker.acknowledgements()).containsExactly("1");
    second.complete(null);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 2);
  }

  @Test
  void whatWasNotSentNeedsNoSave() {
    broker.deliver(intake, TestMessage.of("1", new byte[0], ""));
    Eventually.until("acknowledged", () -> broker.acknowledged() == 1);
    assertThat(sozu.unseen()).isZero();
  }

  @Test
  void whatIsRefusedIsTriedOnAReplacedSozuWhichMayStillHaveWhatWasNotThere() {
    CompletionStage<Result> told = take("1", Requests.removeBackend("a", "b", 1));
    sozu.next().all(ScriptedSozu.refused("Did not find Backend"));
    assertThat(get(told).verdict()).isEqualTo(Result.Verdict.REFUSED);
    assertThat(sozu.nextSave()).isNotDone();
    sozu.replace();
    sozu.next().all(APPLIED);
    sozu.nextSave().complete(null);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 1);
    assertThat(figure("dead.lettered")).isEqualTo(1);
  }

  @Test
  void aFailedSaveIsTriedAgainAndTold() {
    take("1", Requests.addCluster("a"));
    sozu.next().all(APPLIED);
    sozu.nextSave().completeExceptionally(new IllegalStateException("disk is full"));
    CompletableFuture<Void> again = sozu.nextSave();
    assertThat(intake.concerns()).anyMatch(c -> c.contains("disk is full"));
    again.complete(null);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 1);
    assertThat(intake.concerns()).isEmpty();
  }

  @Test
  void whatAReplacedSozuMayHaveLostIsAppliedAgainInOrderAndSettledOnce() {
    take("1", Requests.addCluster("a"));
    sozu.next().all(APPLIED);
    sozu.nextSave().complete(null);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 1);
    broker.deliver(
        intake,
        TestMessage.records(
            "2", Requests.addCluster("b"), Requests.removeBackend("b", "absent", 1)));
    sozu.next().outcomes(APPLIED, ScriptedSozu.refused("no"));
    take("3", Requests.removeCluster("a"));
    sozu.next().all(APPLIED);
    CompletableFuture<Void> tooLate = sozu.nextSave();
    Eventually.until("dead letter", () -> broker.deadLetters().containsKey("2"));
    int restores = broker.restores();
    sozu.replace();
    ScriptedSozu.Batch again = sozu.next();
    assertThat(broker.restores()).isEqualTo(restores + 1);
    assertThat(again.requests())
        .containsExactly(
            Requests.addCluster("b"),
            Requests.removeBackend("b", "absent", 1),
            Requests.addCluster("a"),
            Requests.removeCluster("a"));
    // This state is another Sōzu's: what it has is not known.
    tooLate.complete(null);
    again.outcomes(APPLIED, ScriptedSozu.refused("no"), APPLIED, APPLIED);
    CompletableFuture<Void> save = sozu.nextSave();
    assertThat(broker.acknowledged()).isEqualTo(1);
    save.complete(null);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 3);
    assertThat(figure("dead.lettered")).isEqualTo(1);
    assertThat(figure("applied")).isEqualTo(2);
    assertThat(figure("unsettled")).isZero();
  }

  @Test
  void withoutSavingWhatWaitsForASaveIsAcknowledged() {
    take("1", Requests.addCluster("a"));
    sozu.next().all(APPLIED);
    assertThat(sozu.nextSave()).isNotDone();
    assertThat(broker.acknowledged()).isZero();
    intake.use(options().build());
    Eventually.until("acknowledged", () -> broker.acknowledged() == 1);
  }

  @Test
  void closingWaitsForASaveThatCoversWhatWasApplied() {
    take("1", Requests.addCluster("a"));
    sozu.next().all(APPLIED);
    CompletableFuture<Void> save = sozu.nextSave();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> intake.close());
    save.complete(null);
    closed.join();
    assertThat(broker.acknowledged()).isEqualTo(1);
  }

  @Test
  void aSozuIsRestoredBeforeAnythingIsAppliedAndAsOftenAsThatTakes() {
    CompletableFuture<Object> restored = new CompletableFuture<>();
    broker.restore(() -> restored);
    sozu.meet(0);
    reopen(SAVED);
    take("1", Requests.addCluster("a"));
    int before = broker.restores();
    sozu.meet(7);
    awaitRestores(before + 1);
    broker.restore(() -> CompletableFuture.completedFuture("at last"));
    assertThat(sozu.unseen()).isZero();
    restored.completeExceptionally(new IllegalStateException("cannot read the topic"));
    assertThat(sozu.next().requests()).hasSize(1);
    assertThat(broker.restores()).isEqualTo(before + 2);
  }

  @Test
  void aSozuThatIsReplacedWhileItIsRestoredIsRestoredAgain() {
    CompletableFuture<Object> restored = new CompletableFuture<>();
    broker.restore(() -> restored);
    int before = broker.restores();
    sozu.replace();
    awaitRestores(before + 1);
    sozu.replace();
    broker.restore(() -> CompletableFuture.completedFuture("well"));
    take("1", Requests.addCluster("a"));
    restored.complete("in vain");
    sozu.next();
    assertThat(broker.restores()).isEqualTo(before + 2);
  }
}
