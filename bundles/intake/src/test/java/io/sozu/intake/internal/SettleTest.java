package io.sozu.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.intake.Result;
import io.sozu.intake.Result.Verdict;
import io.sozu.intake.Source;
import io.sozu.intake.TestMessage;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Dead letters, replies, acknowledgements, and what is given back. */
final class SettleTest extends IntakeSubject {
  @Test
  void whatCannotBeReadIsADeadLetterAndTheNextMessageIsApplied() {
    sozu.answers(request -> APPLIED);
    CompletionStage<Result> bad =
        broker.deliver(intake, TestMessage.of("bad", new byte[] {1, 2, 3}, ""));
    CompletionStage<Result> good = take("good", Requests.addCluster("a"));
    assertThat(get(bad).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(get(bad).reason()).contains("is no protobuf Request");
    assertThat(get(bad).outcomes()).isEmpty();
    assertThat(get(good).inForce()).isTrue();
    Eventually.until("acknowledged", () -> broker.acknowledged() == 2);
    assertThat(broker.deadLetters()).containsOnlyKeys("bad");
    assertThat(figure("refused.undecodable")).isEqualTo(1);
    assertThat(intake.lastRefusal()).isPresent();
  }

  @Test
  void whatIsOutOfScopeIsRefusedAndCounted() {
    reopen(options().prefixes(List.of("a-")).build());
    sozu.answers(request -> APPLIED);
    assertThat(get(take("1", Requests.removeCluster("b-1"))).reason()).contains("out of scope");
    assertThat(get(take("2", Requests.addCluster("a-1"))).inForce()).isTrue();
    assertThat(figure("refused.scope")).isEqualTo(1);
    assertThat(figure("refused")).isEqualTo(1);
  }

  @Test
  void aDeadLetterIsOfferedUntilItIsTakenAndNothingIsAcknowledgedBeforeThat() {
    AtomicInteger offers = new AtomicInteger();
    broker.deadLetterQueue(
        () ->
            offers.incrementAndGet() < 4
                ? CompletableFuture.failedStage(new IllegalStateException("queue is gone"))
                : Source.NOTHING_TO_TELL);
    CompletionStage<Result> refused = take("1", Requests.removeBackend("a", "b", 1));
    take("2", Requests.addCluster("a"));
    sozu.answers(request -> request.hasRemoveBackend() ? ScriptedSozu.refused("no") : APPLIED);
    assertThat(get(refused).verdict()).isEqualTo(Verdict.REFUSED);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 2);
    assertThat(offers).hasValue(4);
    assertThat(broker.deadLetters()).containsOnlyKeys("1");
    assertThat(figure("dead.lettered")).isEqualTo(1);
    assertThat(intake.concerns()).isEmpty();
  }

  @Test
  void aQueueThatTakesNoDeadLettersHoldsBackAcknowledgementsButNoBatches() {
    broker.deadLetterQueue(
        () -> CompletableFuture.failedStage(new IllegalStateException("queue is gone")));
    sozu.answers(request -> request.hasRemoveBackend() ? ScriptedSozu.refused("no") : APPLIED);
    take("1", Requests.removeBackend("a", "b", 1));
    for (int i = 2; i < 50; i++) {
      assertThat(get(take("" + i, Requests.addCluster("a"))).inForce()).isTrue();
    }
    assertThat(broker.acknowledged()).isZero();
    Eventually.until(
        "told", () -> intake.concerns().stream().anyMatch(c -> c.contains("queue is gone")));
    broker.deadLetterQueue(() -> Source.NOTHING_TO_TELL);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 49);
    // Those that waited were acknowledged with the first, all at once.
    assertThat(broker.acknowledgements()).containsExactly("49");
  }

  @Test
  void whatIsSettledOutOfOrderIsAcknowledgedInOrderAndOnceForAll() {
    CompletableFuture<Object> queue = new CompletableFuture<>();
    broker.deadLetterQueue(() -> queue);
    take("1", Requests.removeBackend("a", "b", 1));
    sozu.next().all(ScriptedSozu.refused("no"));
    take("2", Requests.addCluster("b"));
    sozu.next().all(APPLIED);
    CompletionStage<Result> last = take("3", Requests.addCluster("c"));
    sozu.next().all(APPLIED);
    assertThat(get(last).inForce()).isTrue();
    assertThat(broker.acknowledged()).isZero();
    queue.complete("taken");
    Eventually.until("acknowledged", () -> broker.acknowledged() == 3);
    assertThat(broker.acknowledgements()).containsExactly("3");
  }

  @Test
  void thereIsRoomForAsManyMessagesAsTheOptionsSay() {
    reopen(options().unsettled(3).build());
    take("1", Requests.addCluster("a"));
    take("2", Requests.addCluster("b"));
    assertThat(intake.room().toCompletableFuture()).isDone();
    take("3", Requests.addCluster("c"));
    CompletableFuture<Void> room = intake.room().toCompletableFuture();
    assertThat(room).isNotDone();
    assertThat(figure("unsettled")).isEqualTo(3);
    sozu.answers(request -> APPLIED);
    Eventually.until("there is room", room::isDone);
    Eventually.until("all settled", () -> figure("unsettled") == 0);
    assertThat(figure("unsettled.bytes")).isZero();
  }

  @Test
  void thereIsRoomForAsManyBytesAsTheOptionsSay() {
    reopen(options().unsettledBytes(100).build());
    take("1", Requests.addCluster("x".repeat(100)));
    CompletableFuture<Void> room = intake.room().toCompletableFuture();
    assertThat(room).isNotDone();
    intake.use(options().unsettledBytes(1_000).build());
    Eventually.until("there is room", room::isDone);
  }

  @Test
  void settledMessagesBehindAStuckOneTakeNoRoom() {
    reopen(
        options()
            .unsettled(10)
            .retryMin(Duration.ofHours(1))
            .retryMax(Duration.ofHours(1))
            .build());
    take("stuck", Requests.addCluster("a"));
    sozu.next().all(ScriptedSozu.unknown());
    sozu.answers(request -> APPLIED);
    for (int i = 0; i < 200; i++) {
      assertThat(get(take("" + i, Requests.addCluster("b"))).inForce()).isTrue();
    }
    Eventually.until("only the stuck one is unsettled", () -> figure("unsettled") == 1);
    assertThat(broker.acknowledged()).isZero();
  }

  @Test
  void whatIsForgottenIsGivenBackAndWhatComesLaterIsNot() {
    List<CompletionStage<Result>> before = new ArrayList<>();
    before.add(take("1", Requests.addCluster("a")));
    ScriptedSozu.Batch first = sozu.next();
    before.add(take("2", Requests.addCluster("b")));
    intake.forget();
    List<CompletionStage<Result>> after = broker.deliverAll(intake);
    before.forEach(IntakeSubject::assertGivenBack);
    // What is at Sōzu is let finish, and settles nothing.
    first.all(APPLIED);
    sozu.next().all(APPLIED);
    after.forEach(stage -> assertThat(get(stage).attempts()).isEqualTo(2));
    Eventually.until("acknowledged", () -> broker.acknowledged() == 2);
    assertThat(broker.replies()).hasSize(2);
    assertThat(broker.acknowledgements()).containsExactly("2");
    assertThat(figure("unsettled")).isZero();
  }

  @Test
  void closingLetsWhatIsOnItsWayBeSettledAndGivesBackTheRest() {
    CompletionStage<Result> sent = take("1", Requests.addCluster("a"));
    ScriptedSozu.Batch batch = sozu.next();
    CompletionStage<Result> waits = take("2", Requests.addCluster("b"));
    Thread closing = new Thread(() -> intake.close(Duration.ofSeconds(20)), "test-closing");
    closing.start();
    Eventually.until(
        "it waits for the batch", () -> closing.getState() == Thread.State.TIMED_WAITING);
    batch.all(APPLIED);
    join(closing);
    assertThat(get(sent).inForce()).isTrue();
    assertGivenBack(waits);
    assertThat(broker.acknowledged()).isEqualTo(1);
    assertGivenBack(intake.take(TestMessage.of("3", Requests.addCluster("c"))));
    assertThat(intake.room().toCompletableFuture()).isDone();
    assertThat(sozu.unseen()).isZero();
    assertThat(figure("unsettled")).isZero();
    assertThat(threads()).isEmpty();
  }

  @Test
  void closingDoesNotWaitLongerThanItsPatience() {
    CompletionStage<Result> sent = take("1", Requests.addCluster("a"));
    ScriptedSozu.Batch batch = sozu.next();
    intake.close(Duration.ofMillis(50));
    assertGivenBack(sent);
    batch.all(APPLIED);
    assertThat(broker.acknowledged()).isZero();
    assertThat(threads()).isEmpty();
    intake.close();
  }

  @Test
  void aSourceMayCloseTheIntakeFromACallback() {
    CompletionStage<Void> closed =
        take("1", Requests.addCluster("a")).thenAccept(result -> intake.close());
    sozu.next().all(APPLIED);
    closed.toCompletableFuture().join();
    Eventually.until("its thread has ended", () -> threads().isEmpty());
    assertThat(broker.acknowledged()).isZero();
  }

  private static void join(Thread thread) {
    Eventually.until(thread + " has ended", () -> !thread.isAlive());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sozu-main-test-"))
        .toList();
  }
}
