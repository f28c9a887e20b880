package io.sozu.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Outcome;
import io.sozu.intake.Result;
import io.sozu.intake.Result.Verdict;
import io.sozu.intake.TestMessage;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Requests;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Batches, order and outcomes. */
final class ApplyTest extends IntakeSubject {
  @Test
  void anIdleIntakeSendsAtOnceAndWhatCameMeanwhileIsTheNextBatch() {
    take("1", Requests.addCluster("a"));
    ScriptedSozu.Batch first = sozu.next();
    assertThat(first.requests()).containsExactly(Requests.addCluster("a"));
    take("2", Requests.addCluster("b"));
    take("3", Requests.removeCluster("a"));
    first.all(APPLIED);
    assertThat(sozu.next().requests())
        .containsExactly(Requests.addCluster("b"), Requests.removeCluster("a"));
  }

  @Test
  void aBatchIsBoundedByRequestsAndABytesAndALargerMessageGoesAlone() {
    reopen(options().batchRequests(2).batchBytes(60).build());
    take("0", Requests.addCluster("first"));
    ScriptedSozu.Batch first = sozu.next();
    take("1", Requests.addCluster("a"));
    take("2", Requests.addCluster("b"));
    take("3", Requests.addCluster("c"));
    take("4", Requests.addCluster("x".repeat(100)));
    take("5", Requests.addCluster("d"));
    first.all(APPLIED);
    int[] sizes = new int[4];
    for (int i = 0; i < sizes.length; i++) {
      ScriptedSozu.Batch batch = sozu.next();
      sizes[i] = batch.requests().size();
      batch.all(APPLIED);
    }
    assertThat(sizes).containsExactly(2, 1, 1, 1);
  }

  @Test
  void eachMessageIsSettledByItsOwnOutcomes() {
    TestMessage many =
        TestMessage.records(
            "many",
            Requests.addCluster("a"),
            Requests.removeBackend("a", "b", 1),
            Requests.removeBackend("a", "c", 2));
    CompletionStage<Result> partly = broker.deliver(intake, many);
    sozu.next().outcomes(APPLIED, ScriptedSozu.refused("no b"), ScriptedSozu.refused("no c"));
    assertThat(get(partly).verdict()).isEqualTo(Verdict.PARTLY);
    assertThat(get(partly).reason())
        .isEqualTo(
            "2 of 3 requests refused: record 1: RemoveBackend a b 127.0.0.1:1: no b; record 2:"
                + " RemoveBackend a c 127.0.0.1:2: no c");
    CompletionStage<Result> already = take("already", Requests.addCluster("a"));
    sozu.next().all(Outcome.alreadySo("it is"));
    assertThat(get(already).verdict()).isEqualTo(Verdict.ALREADY_SO);
    CompletionStage<Result> refused = take("refused", Requests.removeBackend("d", "b", 1));
    sozu.next().all(ScriptedSozu.refused("no d"));
    assertThat(get(refused).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(get(refused).reason()).isEqualTo("RemoveBackend d b 127.0.0.1:1: no d");
    Eventually.until("acknowledged", () -> broker.acknowledged() == 3);
    assertThat(broker.deadLetters()).containsOnlyKeys("many", "refused");
    assertThat(broker.replies()).containsOnlyKeys("many", "already", "refused");
    assertThat(figure("partly")).isEqualTo(1);
    assertThat(figure("already.so")).isEqualTo(1);
    assertThat(figure("refused")).isEqualTo(1);
    assertThat(figure("dead.lettered")).isEqualTo(2);
    assertThat(figure("replies")).isEqualTo(3);
    assertThat(figure("requests.applied")).isEqualTo(2);
  }

  @Test
  void aReasonNamesSomeOfManyRefusedRequestsAndCountsTheRest() {
    reopen(options().removalPercent(100).build());
    Request[] requests = new Request[500];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = Requests.removeCluster("cluster-" + i);
    }
    CompletionStage<Result> told = broker.deliver(intake, TestMessage.records("m", requests));
    sozu.answers(request -> ScriptedSozu.refused("not there"));
    assertThat(get(told).reason())
        .startsWith("500 of 500 requests refused: record 0: RemoveCluster cluster-0: not there; ")
        .endsWith("; and 490 more")
        .hasSizeLessThan(1_000);
  }

  @Test
  void anUnknownOutcomeIsTriedAgainAndHoldsBackOnlyWhatSharesItsKeys() {
    reopen(options().retryMin(Duration.ofHours(1)).retryMax(Duration.ofHours(1)).build());
    CompletionStage<Result> stuck = take("stuck", Requests.addCluster("a"));
    sozu.next().all(ScriptedSozu.unknown());
    CompletionStage<Result> behind = take("behind", Requests.removeCluster("a"));
    CompletionStage<Result> other = take("other", Requests.addCluster("b"));
    ScriptedSozu.Batch batch = sozu.next();
    assertThat(batch.requests()).containsExactly(Requests.addCluster("b"));
    batch.all(APPLIED);
    assertThat(get(other).inForce()).isTrue();
    assertThat(stuck.toCompletableFuture()).isNotDone();
    assertThat(behind.toCompletableFuture()).isNotDone();
    assertThat(broker.acknowledged()).isZero();
    assertThat(intake.concerns()).anyMatch(text -> text.contains("no answer in time"));
    sozu.replace();
    batch = sozu.next();
    assertThat(batch.requests())
        .containsExactly(Requests.addCluster("a"), Requests.removeCluster("a"));
    batch.all(APPLIED);
    assertThat(get(stuck).attempts()).isEqualTo(2);
    assertThat(get(behind).attempts()).isEqualTo(1);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 3);
    assertThat(broker.deadLetters()).isEmpty();
    assertThat(figure("retried")).isEqualTo(1);
    assertThat(intake.concerns()).isEmpty();
  }

  @Test
  void whatOvertookAnUnknownOutcomeOfItsKeyIsSentAgainAfterIt() {
    take("0", Requests.addCluster("z"));
    ScriptedSozu.Batch first = sozu.next();
    CompletionStage<Result> unknown = take("1", Requests.addBackend("a", "1", 1));
    CompletionStage<Result> overtook = take("2", Requests.removeBackend("a", "1", 1));
    CompletionStage<Result> other = take("3", Requests.addCluster("b"));
    first.all(APPLIED);
    sozu.next().outcomes(ScriptedSozu.unknown(), APPLIED, APPLIED);
    assertThat(get(other).inForce()).isTrue();
    ScriptedSozu.Batch again = sozu.next();
    assertThat(again.requests())
        .containsExactly(Requests.addBackend("a", "1", 1), Requests.removeBackend("a", "1", 1));
    assertThat(overtook.toCompletableFuture()).isNotDone();
    again.all(APPLIED);
    assertThat(get(unknown).inForce()).isTrue();
    assertThat(get(overtook).inForce()).isTrue();
  }

  @Test
  void whatIsRefusedBecauseALaterMessageCameFirstIsNoRefusal() {
    take("0", Requests.addCluster("z"));
    ScriptedSozu.Batch first = sozu.next();
    CompletionStage<Result> unknown = take("1", Requests.addBackend("a", "b", 1));
    CompletionStage<Result> overtook = take("2", Requests.removeCluster("a"));
    first.all(APPLIED);
    sozu.next().outcomes(ScriptedSozu.unknown(), APPLIED);
    ScriptedSozu.Batch again = sozu.next();
    assertThat(again.requests())
        .containsExactly(
            Requests.addBackend("a", "b", 1),
            Requests.addCluster("a"),
            Requests.removeCluster("a"));
    again.outcomes(ScriptedSozu.refused("add the cluster first"), APPLIED, APPLIED);
    assertThat(get(unknown).verdict()).isEqualTo(Verdict.ALREADY_SO);
    assertThat(get(overtook).verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(broker.deadLetters()).isEmpty();
  }

  @Test
  void whatIsRefusedAlthoughALaterMessageChangedNothingIsARefusal() {
    take("0", Requests.addCluster("z"));
    ScriptedSozu.Batch first = sozu.next();
    CompletionStage<Result> unknown = take("1", Requests.addBackend("a", "b", 1));
    CompletionStage<Result> refused = take("2", Requests.removeBackend("a", "c", 2));
    first.all(APPLIED);
    sozu.next().outcomes(ScriptedSozu.unknown(), ScriptedSozu.refused("Did not find Backend"));
    sozu.next().all(ScriptedSozu.refused("no such cluster"));
    assertThat(get(unknown).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(get(refused).verdict()).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void whatIsRefusedForAnotherReasonThanALaterMessageIsARefusal() {
    take("0", Requests.addCluster("z"));
    ScriptedSozu.Batch first = sozu.next();
    Request orphan = Requests.addBackend("absent", "b", 1);
    CompletionStage<Result> bad = take("1", orphan);
    CompletionStage<Result> another = take("2", orphan);
    CompletionStage<Result> third = take("3", Requests.addBackend("absent", "c", 2));
    first.all(APPLIED);
    sozu.next().all(ScriptedSozu.unknown());
    sozu.next().all(ScriptedSozu.refused("add the cluster first"));
    assertThat(get(bad).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(get(another).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(get(third).verdict()).isEqualTo(Verdict.REFUSED);
    Eventually.until("dead letters", () -> broker.deadLetters().size() == 3);
  }

  @Test
  void afterAnUnknownOutcomeOnlyTheRestOfAMessageIsSentAgain() {
    TestMessage message =
        TestMessage.records(
            "m",
            Requests.addCluster("a"),
            Requests.addBackend("a", "1", 1),
            Requests.addBackend("a", "2", 2));
    CompletionStage<Result> told = broker.deliver(intake, message);
    sozu.next().outcomes(APPLIED, ScriptedSozu.unknown(), APPLIED);
    ScriptedSozu.Batch rest = sozu.next();
    assertThat(rest.requests())
        .containsExactly(Requests.addBackend("a", "1", 1), Requests.addBackend("a", "2", 2));
    rest.all(APPLIED);
    assertThat(get(told).verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(get(told).outcomes()).hasSize(3);
  }

  @Test
  void toAnotherSozuAllOfAMessageIsSentAgain() {
    TestMessage message =
        TestMessage.records("m", Requests.addCluster("a"), Requests.addBackend("a", "1", 1));
    CompletionStage<Result> told = broker.deliver(intake, message);
    ScriptedSozu.Batch first = sozu.next();
    sozu.replace();
    first.outcomes(APPLIED, ScriptedSozu.unknown());
    ScriptedSozu.Batch again = sozu.next();
    assertThat(again.requests()).hasSize(2);
    again.all(APPLIED);
    assertThat(get(told).verdict()).isEqualTo(Verdict.APPLIED);
  }

  @Test
  void whatARefusalOfAReplacedSozuMeansIsNotKnown() {
    CompletionStage<Result> told = take("1", Requests.addBackend("a", "b", 1));
    ScriptedSozu.Batch first = sozu.next();
    sozu.replace();
    first.all(ScriptedSozu.refused("add the cluster first"));
    sozu.next().all(APPLIED);
    assertThat(get(told).verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(broker.deadLetters()).isEmpty();
  }

  @Test
  void aRemovalThatAnEarlierTryMayHaveDoneIsNotRefusedForFindingNothing() {
    Request removal = Requests.removeBackend("a", "b", 1);
    CompletionStage<Result> told = take("1", removal);
    sozu.next().all(ScriptedSozu.unknown());
    sozu.next().all(ScriptedSozu.refused("Did not find Backend"));
    assertThat(get(told).verdict()).isEqualTo(Verdict.ALREADY_SO);
    TestMessage again = TestMessage.of("2", removal).delivered(7);
    broker.publish(again);
    CompletionStage<Result> redelivered = intake.take(again);
    sozu.next().all(ScriptedSozu.refused("Did not find Backend"));
    assertThat(get(redelivered).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(get(redelivered).attempts()).isEqualTo(7);
    CompletionStage<Result> neverSent = take("3", removal);
    sozu.next().all(ScriptedSozu.away());
    sozu.next().all(ScriptedSozu.refused("Did not find Backend"));
    assertThat(get(neverSent).verdict()).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void aClusterIsThereWhenItsRemovalIsSentAgainSoThatItsFrontendsGoWithIt() {
    CompletionStage<Result> told = take("1", Requests.removeCluster("a"));
    sozu.next().all(ScriptedSozu.unknown());
    ScriptedSozu.Batch again = sozu.next();
    assertThat(again.requests())
        .containsExactly(Requests.addCluster("a"), Requests.removeCluster("a"));
    again.all(APPLIED);
    assertThat(get(told).verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(get(told).outcomes()).hasSize(1);
  }

  @Test
  void whileSozuIsAwayEverythingWaitsForOneTryAndGoesInOrderOnceItIsBack() {
    reopen(options().retryMin(Duration.ofHours(1)).retryMax(Duration.ofHours(1)).build());
    sozu.reachable(true);
    CompletionStage<Result> first = take("1", Requests.addCluster("a"));
    sozu.reachable(false);
    sozu.next().all(ScriptedSozu.away());
    CompletionStage<Result> second = take("2", Requests.addCluster("b"));
    Eventually.until("both wait", () -> figure("waiting") == 2);
    Eventually.until("noticed that it is away", () -> lookedSince());
    assertThat(sozu.unseen()).isZero();
    sozu.reachable(true);
    ScriptedSozu.Batch both = sozu.next();
    assertThat(both.requests()).containsExactly(Requests.addCluster("a"), Requests.addCluster("b"));
    both.all(APPLIED);
    assertThat(List.of(get(first).attempts(), get(second).attempts())).containsExactly(2, 1);
  }

  @Test
  void theFrontendsOfAClusterThatIsNotThereAreTakenAwayWithARefusedRemoval() {
    CompletionStage<Result> told = take("1", Requests.removeCluster("a"));
    sozu.next().all(ScriptedSozu.refused("Did not find Cluster"));
    ScriptedSozu.Batch sweep = sozu.next();
    assertThat(sweep.requests())
        .containsExactly(Requests.addCluster("a"), Requests.removeCluster("a"));
    sweep.all(APPLIED);
    assertThat(get(told).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(get(told).reason()).isEqualTo("RemoveCluster a: Did not find Cluster");
    assertThat(get(told).attempts()).isEqualTo(1);
    assertThat(intake.concerns()).isEmpty();
  }

  @Test
  void aBatchThatTheClientEndsIsTriedAgain() {
    CompletionStage<Result> told = take("1", Requests.removeBackend("a", "b", 1));
    sozu.next().told().completeExceptionally(new IllegalStateException("closed"));
    sozu.next().all(ScriptedSozu.refused("Did not find Backend"));
    assertThat(get(told).verdict()).isEqualTo(Verdict.ALREADY_SO);
  }

  private boolean lookedSince() {
    return !intake.reachesSozu() && figure("oldest.waiting.seconds") > 0.6;
  }
}
