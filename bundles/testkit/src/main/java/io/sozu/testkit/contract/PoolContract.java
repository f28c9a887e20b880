package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.NotSentInTime;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.PoolExhausted;
import io.sozu.client.Retry;
import io.sozu.client.SozuException;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that wait, and Sōzu that does not answer: it is stopped in its tracks (SIGSTOP). */
public abstract class PoolContract extends ClientSubject {
  private static final Duration SHORT = Duration.ofMillis(300);

  protected PoolContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  /** Lets Sōzu go on, before anything is closed. */
  @AfterEach
  void resume() {
    peer().resume();
  }

  /** A client whose connections are made, of a Sōzu that then is stopped. */
  private OwnedSozuClient stopped(ClientOptions.Builder options) {
    OwnedSozuClient client = open(options.build());
    send(client, Requests.listWorkers());
    peer().pause();
    return client;
  }

  @Test
  void aCallInFlightEndsAtItsDeadlineAndItsOutcomeIsUnknown() {
    OwnedSozuClient client = stopped(peer().client());

    OutcomeUnknown failure =
        failure(OutcomeUnknown.class, client.send(Requests.listWorkers(), SHORT));

    assertThat(failure.retry()).isEqualTo(Retry.IF_REPEATABLE);
  }

  @Test
  void aCallThatWaitsEndsAtItsDeadlineAndMayBeSentAgain() {
    OwnedSozuClient client = stopped(peer().client().connections(1));
    CompletableFuture<Response> inFlight =
        client.send(Requests.listWorkers()).toCompletableFuture();

    NotSentInTime failure =
        failure(NotSentInTime.class, client.send(Requests.listWorkers(), SHORT));

    assertThat(failure.retry()).isEqualTo(Retry.SAFE);
    assertThat(inFlight).isNotDone();
    peer().resume();
    assertThat(get(inFlight).getMessage()).isEqualTo("Successfully listed workers");
  }

  @Test
  void cancellingACallThatWaitsTakesItOutOfTheQueue() {
    OwnedSozuClient client = stopped(peer().client().connections(1));
    CompletableFuture<Response> inFlight =
        client.send(Requests.listWorkers()).toCompletableFuture();
    CompletableFuture<Response> waiting =
        client.send(Requests.addCluster("cancelled")).toCompletableFuture();
    Eventually.until("it waits", () -> figure(client, "pool.waiting") == 1);

    assertThat(waiting.cancel(false)).isTrue();
    Eventually.until("it waits no more", () -> figure(client, "pool.waiting") == 0);

    peer().resume();
    get(inFlight);
    assertThat(get(client.clusters().get("cancelled"))).isEmpty();
    assertThat(figure(client, "connections.lost")).isZero();
  }

  @Test
  void cancellingACallInFlightClosesItsConnection() {
    OwnedSozuClient client = stopped(peer().client().connections(1));
    CompletableFuture<Response> inFlight =
        client.send(Requests.listWorkers()).toCompletableFuture();

    assertThat(inFlight.cancel(false)).isTrue();
    Eventually.until("its connection is closed", () -> figure(client, "connections.lost") == 1);

    peer().resume();
    assertThat(send(client, Requests.status()).getMessage())
        .isEqualTo("Successfully collected the status of workers");
    assertThat(figure(client, "requests.cancelled")).isEqualTo(1);
    assertThat(figure(client, "requests.unknown")).isZero();
  }

  @Test
  void aFullQueueIsRefusedWithNumbers() {
    OwnedSozuClient client = stopped(peer().client().connections(1).maxWaiting(2));
    List<CompletableFuture<Response>> calls =
        IntStream.range(0, 3)
            .mapToObj(i -> client.send(Requests.listWorkers()).toCompletableFuture())
            .toList();

    PoolExhausted failure = failure(PoolExhausted.class, client.send(Requests.listWorkers()));

    assertThat(failure.retry()).isEqualTo(Retry.SAFE);
    assertThat(failure).hasMessageContaining("1 of 1").hasMessageContaining("2 of 2");
    assertThat(figure(client, "requests.exhausted")).isEqualTo(1);
    peer().resume();
    calls.forEach(ClientSubject::get);
  }

  @Test
  void tenThousandCallsEndAtTheirDeadlineWithTwoThreadsAndThenItWorksAgain() {
    String instance = name("many");
    OwnedSozuClient client = stopped(peer().client().instance(instance).maxWaiting(10_000));

    long begin = System.nanoTime();
    List<CompletableFuture<Response>> calls =
        IntStream.range(0, 10_000)
            .mapToObj(
                i ->
                    client
                        .send(Requests.listWorkers(), Duration.ofSeconds(1))
                        .toCompletableFuture())
            .toList();
    assertThat(threads(instance)).hasSizeLessThanOrEqualTo(2);
    for (CompletableFuture<Response> call : calls) {
      SozuException failure = failure(call);
      assertThat(failure).isInstanceOfAny(NotSentInTime.class, OutcomeUnknown.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));

    peer().resume();
    send(client, Requests.listWorkers());
    assertThat(figure(client, "pool.waiting")).isZero();
    assertThat(figure(client, "pool.leased")).isZero();
  }
}
