package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.ProtocolViolation;
import io.sozu.client.RefusedByMain;
import io.sozu.client.Retry;
import io.sozu.client.SozuException;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SimulatedSozu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Sōzu that does what the real one does seldom, or never: only the simulated one can. */
public abstract class MisbehaviourContract extends ClientSubject {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final PeerExtension<SimulatedSozu> simulated;

  protected MisbehaviourContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<SimulatedSozu> simulated) {
    super(connector, simulated);
    this.simulated = simulated;
  }

  @Override
  protected SimulatedSozu peer() {
    return simulated.peer();
  }

  /** The next test begins with an honest Sōzu. */
  @AfterEach
  void behave() {
    peer().behave();
  }

  @Test
  void everyCallEndsHoweverItsAnswerIsCut() {
    OwnedSozuClient client = open();
    SplittableRandom random = new SplittableRandom(1);
    int cuts = 1_000;
    List<CompletableFuture<Response>> calls = new ArrayList<>();
    for (int i = 0; i < cuts; i++) {
      peer().onNext().cutAfterBytes(random.nextInt(60));
      calls.add(client.send(Requests.addCluster("cut" + i % 50)).toCompletableFuture());
    }

    int ended = 0;
    for (CompletableFuture<Response> call : calls) {
      try {
        get(call);
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof SozuException failure)) {
          throw e;
        }
        assertThat(failure.retry()).isNotEqualTo(Retry.NO);
      }
      ended++;
    }
    assertThat(ended).isEqualTo(cuts);
    peer().behave();
    send(client, Requests.listWorkers());
    assertThat(figure(client, "pool.waiting")).isZero();
    Eventually.until(
        "no connection is left over",
        () -> peer().openConnections() == figure(client, "pool.connections"));
    assertThat(figure(client, "pool.connections")).isLessThanOrEqualTo(4);
  }

  @Test
  void aCutInTheMiddleOfAChangeIsUnknown() {
    OwnedSozuClient client = open();
    peer().onNext(RequestTypeCase.ADD_CLUSTER).cutAfterBytes(5);

    OutcomeUnknown failure =
        failure(OutcomeUnknown.class, client.send(Requests.addCluster(name("cut"))));

    assertThat(failure.retry()).isEqualTo(Retry.IF_REPEATABLE);
  }

  @Test
  void aStalledAnswerEndsAtTheDeadline() {
    OwnedSozuClient client = open();
    peer().onNext(RequestTypeCase.STATUS).stall();

    failure(OutcomeUnknown.class, client.send(Requests.status(), SHORT));
    send(client, Requests.status());
  }

  @Test
  void aLengthBelowThePrefixIsAViolation() {
    OwnedSozuClient client = open();
    peer().onNext(RequestTypeCase.STATUS).wrongLength(3);

    failure(ProtocolViolation.class, client.send(Requests.status()));
    send(client, Requests.status());
  }

  @Test
  void aLengthAboveTheLimitIsAViolation() {
    OwnedSozuClient client = open();
    peer().onNext(RequestTypeCase.STATUS).wrongLength(1L << 40);

    failure(ProtocolViolation.class, client.send(Requests.status()));
    send(client, Requests.status());
  }

  @Test
  void garbageIsAViolation() {
    OwnedSozuClient client = open();
    byte[] garbage = new byte[64];
    java.util.Arrays.fill(garbage, (byte) 0xff);
    peer().onNext(RequestTypeCase.STATUS).garbage(garbage);

    failure(ProtocolViolation.class, client.send(Requests.status()));
    send(client, Requests.status());
  }

  @Test
  void aLengthThatPromisesMoreThanComesEndsAtTheDeadline() {
    OwnedSozuClient client = open();
    peer().onNext(RequestTypeCase.STATUS).wrongLength(1_000_000);

    failure(OutcomeUnknown.class, client.send(Requests.status(), SHORT));
    send(client, Requests.status());
  }

  @Test
  void manyProcessingAnswersAreCounted() {
    OwnedSozuClient client = open();
    peer().onNext(RequestTypeCase.LIST_WORKERS).processing(50).truth();

    send(client, Requests.listWorkers());

    assertThat(figure(client, "answers.processing")).isEqualTo(50);
  }

  @Test
  void aRefusalIsToldInItsWords() {
    OwnedSozuClient client = open();
    peer().onNext(RequestTypeCase.ADD_CLUSTER).refuse("not today");

    assertThat(failure(RefusedByMain.class, client.send(Requests.addCluster("c"))))
        .hasMessageContaining("not today");
  }

  @Test
  void aFailureThatNamesSomeWorkersAsDoneIsUnknown() {
    OwnedSozuClient client = open();
    peer().onNext(RequestTypeCase.ADD_CLUSTER).applyAndFail("1: OK");

    failure(OutcomeUnknown.class, client.send(Requests.addCluster("c")));
  }

  @Test
  void anAnswerThatNobodyAskedForEndsItsConnectionAlone() {
    OwnedSozuClient client = open();
    send(client, Requests.listWorkers());
    peer().closeConnections();

    send(client, Requests.listWorkers());
    Eventually.until("it is noticed", () -> figure(client, "connections.lost") == 1);
  }

  @Test
  void aSlowWorkerOnlyTakesItsTime() {
    OwnedSozuClient client = open();
    peer().slowWorker(0, Duration.ofMillis(200));
    try {
      send(client, Requests.addCluster(name("slow")));
    } finally {
      peer().slowWorker(0, Duration.ZERO);
    }
  }
}
