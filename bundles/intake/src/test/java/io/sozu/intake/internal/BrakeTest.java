package io.sozu.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.intake.Held;
import io.sozu.intake.Result;
import io.sozu.intake.TestMessage;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Requests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Pause, dry run, delay, and too many removals. */
final class BrakeTest extends IntakeSubject {
  private static final InetSocketAddress WEB =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

  @Test
  void whilePausedNothingIsAppliedOrRefusedAndThenAllIs() {
    intake.brake().pause();
    CompletionStage<Result> good = take("1", Requests.addCluster("a"));
    CompletionStage<Result> bad = broker.deliver(intake, TestMessage.of("2", new byte[0], ""));
    Eventually.until("it waits", () -> figure("oldest.waiting.seconds") > 0.3);
    assertThat(good.toCompletableFuture()).isNotDone();
    assertThat(bad.toCompletableFuture()).isNotDone();
    assertThat(sozu.unseen()).isZero();
    assertThat(intake.concerns()).containsExactly("paused");
    assertThat(figure("brake.paused")).isEqualTo(1);
    intake.brake().resume();
    sozu.next().all(APPLIED);
    assertThat(get(good).inForce()).isTrue();
    assertThat(get(bad).inForce()).isFalse();
  }

  @Test
  void aPauseOutlivesOtherOptionsAndEndsWithThoseThatEndIt() {
    intake.brake().pause();
    intake.use(options().batchRequests(7).build());
    take("1", Requests.addCluster("a"));
    Eventually.until("taken", () -> figure("waiting") == 1);
    assertThat(intake.brake().paused()).isTrue();
    intake.use(options().paused(true).build());
    intake.use(options().build());
    sozu.next();
    assertThat(intake.brake().paused()).isFalse();
  }

  @Test
  void neitherAPausedConnectorNorADryRunRestoresASozu() {
    int before = broker.restores();
    reopen(options().paused(true).build());
    take("1", Requests.addCluster("a"));
    Eventually.until("it waits", () -> figure("oldest.waiting.seconds") > 0.1);
    intake.use(options().dryRun(true).build());
    Eventually.until("looked at", () -> figure("dry.run.looked") == 1);
    assertThat(broker.restores()).isEqualTo(before);
    intake.use(options().build());
    sozu.next().all(APPLIED);
    assertThat(broker.restores()).isEqualTo(before + 1);
  }

  @Test
  void inADryRunMessagesAreLookedAtAndStayUntilItIsOver() {
    reopen(options().dryRun(true).build());
    CompletionStage<Result> good = take("1", Requests.addCluster("a"));
    CompletionStage<Result> bad = broker.deliver(intake, TestMessage.of("2", new byte[0], ""));
    Eventually.until("looked at", () -> figure("dry.run.looked") == 2);
    assertThat(sozu.unseen()).isZero();
    assertThat(broker.deadLetters()).isEmpty();
    assertThat(figure("unsettled")).isEqualTo(2);
    assertThat(intake.concerns()).anyMatch(c -> c.startsWith("dry run"));
    intake.use(options().build());
    sozu.next().all(APPLIED);
    assertThat(get(good).inForce()).isTrue();
    assertThat(get(bad).inForce()).isFalse();
  }

  @Test
  void aDelayedMessageWaitsSinceItsPublicationAndHoldsBackItsKeysOnly() {
    reopen(options().delay(Duration.ofHours(1)).build());
    CompletionStage<Result> fresh = take("fresh", Requests.addCluster("a"));
    CompletionStage<Result> behind = old("behind", Requests.removeCluster("a"));
    CompletionStage<Result> other = old("other", Requests.addCluster("b"));
    ScriptedSozu.Batch batch = sozu.next();
    assertThat(batch.requests()).containsExactly(Requests.addCluster("b"));
    batch.all(APPLIED);
    assertThat(get(other).inForce()).isTrue();
    assertThat(fresh.toCompletableFuture()).isNotDone();
    assertThat(behind.toCompletableFuture()).isNotDone();
    intake.use(options().delay(Duration.ofMillis(1)).build());
    assertThat(sozu.next().requests())
        .containsExactly(Requests.addCluster("a"), Requests.removeCluster("a"));
  }

  @Test
  void aDelayEndsByItself() {
    reopen(options().delay(Duration.ofMillis(300)).build());
    Instant before = Instant.now();
    take("1", Requests.addCluster("a"));
    // An author whose clock is ahead waits no longer than others.
    broker.deliver(
        intake,
        TestMessage.of("2", Requests.addCluster("b"))
            .publishedAt(Instant.now().plus(Duration.ofDays(1))));
    List<Request> sent = new ArrayList<>();
    while (sent.size() < 2) {
      ScriptedSozu.Batch batch = sozu.next();
      sent.addAll(batch.requests());
      batch.all(APPLIED);
    }
    assertThat(Duration.between(before, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(300));
  }

  @Test
  void removalsBeyondWhatIsAllowedAreHeldWithTheirKeysUntilTheyAreLetGo() {
    clustersInSozu(100);
    ScriptedSozu.Batch first = occupy();
    List<CompletionStage<Result>> removals = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      removals.add(take("r" + i, Requests.removeCluster("c" + i)));
    }
    CompletionStage<Result> behind = take("behind", Requests.addCluster("c3"));
    CompletionStage<Result> other = take("other", Requests.addCluster("x"));
    first.all(APPLIED);
    ScriptedSozu.Batch batch = sozu.next();
    assertThat(batch.requests()).containsExactly(Requests.addCluster("x"));
    batch.all(APPLIED);
    assertThat(get(other).inForce()).isTrue();
    assertThat(behind.toCompletableFuture()).isNotDone();
    List<Held> held = intake.brake().held();
    assertThat(held).extracting(Held::id).startsWith("r0", "r1").hasSize(11);
    assertThat(held.get(0).why())
        .isEqualTo(
            "11 of 100 clusters would go at once; allowed are 10 % (removal.max) or 10"
                + " (removal.least)");
    assertThat(held.get(0).requests()).containsExactly("RemoveCluster c0");
    assertThat(intake.concerns()).anyMatch(c -> c.startsWith("11 messages are held"));
    assertThat(figure("held")).isEqualTo(11);
    assertThat(intake.brake().release("r3")).isEqualTo(1);
    batch = sozu.next();
    assertThat(batch.requests())
        .containsExactly(Requests.removeCluster("c3"), Requests.addCluster("c3"));
    batch.all(APPLIED);
    assertThat(get(behind).inForce()).isTrue();
    assertThat(intake.brake().release("nobody")).isZero();
    assertThat(intake.brake().release("")).isEqualTo(10);
    sozu.answers(request -> APPLIED);
    removals.forEach(stage -> assertThat(get(stage).inForce()).isTrue());
    assertThat(intake.brake().held()).isEmpty();
    Eventually.until("acknowledged", () -> broker.unacknowledged().isEmpty());
  }

  @Test
  void optionsThatAllowThemLetThemGo() {
    clustersInSozu(100);
    take("m", removals(30));
    Eventually.until("held", () -> intake.brake().held().size() == 1);
    assertThat(intake.brake().held().get(0).requests()).hasSize(11).contains("and 20 more");
    intake.use(options().removalPercent(20).build());
    Eventually.until("taken", () -> figure("held") == 1);
    assertThat(sozu.unseen()).isZero();
    intake.use(options().removalPercent(30).build());
    assertThat(sozu.next().requests()).hasSize(30);
  }

  @Test
  void optionsThatDoNotKnowTheirKindRefuseThem() {
    clustersInSozu(100);
    CompletionStage<Result> held = take("m", removals(30));
    Eventually.until("held", () -> intake.brake().held().size() == 1);
    intake.use(options().kinds(Set.of(RequestTypeCase.ADD_CLUSTER)).build());
    assertThat(get(held).verdict()).isEqualTo(Result.Verdict.REFUSED);
    Eventually.until("dead", () -> broker.deadLetters().containsKey("m"));
    assertThat(sozu.unseen()).isZero();
  }

  @Test
  void fewRemovalsOrASmallShareGoAtOnce() {
    clustersInSozu(1_000);
    take("few", removals(10));
    assertThat(sozu.next().requests()).hasSize(10);
    reopen(options().build());
    take("share", removals(100));
    assertThat(sozu.next().requests()).hasSize(100);
  }

  @Test
  void whatIsAddedAgainWasNotRemoved() {
    List<Request> changes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      changes.add(Requests.removeHttpFrontend("c" + i, WEB, "h" + i));
      changes.add(Requests.addHttpFrontend("d" + i, WEB, "h" + i));
    }
    take("m", changes.toArray(Request[]::new));
    assertThat(sozu.next().requests()).hasSize(100);
    assertThat(intake.brake().held()).isEmpty();
  }

  @Test
  void removalsOfEachCategoryAreCountedByThemselves() {
    clustersInSozu(5);
    List<Request> some = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      some.add(Requests.removeCluster("c" + i));
      some.add(Requests.removeBackend("c" + i, "b", 80));
      some.add(Requests.removeHttpFrontend("c" + i, WEB, "h" + i));
    }
    take("m", some.toArray(Request[]::new));
    assertThat(sozu.next().requests()).hasSize(30);
  }

  @Test
  void aRetriedRemovalIsNotHeld() {
    clustersInSozu(1_000);
    take("m", removals(50));
    ScriptedSozu.Batch first = sozu.next();
    sozu.state().clear();
    sozu.replace();
    first.all(ScriptedSozu.unknown());
    assertThat(sozu.next().requests()).contains(removals(50));
  }

  private void clustersInSozu(int count) {
    for (int i = 0; i < count; i++) {
      sozu.state().add(Requests.addCluster("c" + i));
    }
  }

  /** A batch that is at Sōzu, so that what comes is one batch. */
  private ScriptedSozu.Batch occupy() {
    take("first", Requests.addCluster("first"));
    return sozu.next();
  }

  private static Request[] removals(int count) {
    Request[] removals = new Request[count];
    for (int i = 0; i < count; i++) {
      removals[i] = Requests.removeCluster("c" + i);
    }
    return removals;
  }

  private CompletionStage<Result> take(String id, Request[] requests) {
    return broker.deliver(intake, TestMessage.records(id, requests));
  }

  private CompletionStage<Result> old(String id, Request request) {
    return broker.deliver(
        intake, TestMessage.of(id, request).publishedAt(Instant.now().minus(Duration.ofHours(2))));
  }
}
