package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.ClientClosed;
import io.sozu.client.ClientOptions;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.OwnedSozuClient;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that wait for their answers, which they may read themselves: nothing must hold them. */
@Timeout(30)
public abstract class JoiningContract extends ClientSubject {
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final int ROUNDS = 300;

  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> new Thread(task, "joining"));

  private SozuPeer sozu;

  protected JoiningContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  @BeforeEach
  void startOne() {
    closing(threads::shutdownNow);
    sozu = own(PeerOptions.defaults());
  }

  /** A call that gets no answer before the peer goes on. */
  private CompletableFuture<Response> silent(OwnedSozuClient client, Duration timeout) {
    send(client, Requests.status());
    sozu.pause();
    return client.send(Requests.status(), timeout).toCompletableFuture();
  }

  private OwnedSozuClient client() {
    return open(sozu.client().build());
  }

  @Test
  void aThreadThatJoinsIsLetGoAtTheDeadline() {
    CompletableFuture<Response> call = silent(client(), SHORT);

    assertThatThrownBy(call::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void aThreadThatJoinsIsLetGoWhenTheClientCloses() throws Exception {
    OwnedSozuClient client = client();
    CompletableFuture<Response> call = silent(client, Duration.ofMinutes(1));
    Future<Response> joins = threads.submit(call::join);

    client.close();

    assertThatThrownBy(joins::get).hasRootCauseInstanceOf(ClientClosed.class);
  }

  @Test
  void aThreadThatWaitsASecondWaitsASecond() {
    CompletableFuture<Response> call = silent(client(), Duration.ofMinutes(1));

    assertThatThrownBy(() -> call.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    assertThat(call).isNotDone();
    sozu.resume();
    assertThat(call.join().hasContent()).isTrue();
  }

  @Test
  void aCallThatSomebodyElseCompletesLetsItsThreadsGo() throws Exception {
    CompletableFuture<Response> call = silent(client(), Duration.ofMinutes(1));
    List<Future<Response>> joins =
        List.of(threads.submit(call::join), threads.submit(() -> call.get()));

    call.complete(Response.getDefaultInstance());

    for (Future<Response> join : joins) {
      assertThat(join.get()).isEqualTo(Response.getDefaultInstance());
    }
  }

  @Test
  void anInterruptedThreadIsLetGoAndItsCallGoesOn() throws Exception {
    CompletableFuture<Response> call = silent(client(), Duration.ofMinutes(1));
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              waits.countDown();
              try {
                call.get();
              } catch (Exception e) {
                thrown.complete(e);
              }
            },
            "interrupted");
    thread.start();
    waits.await();

    thread.interrupt();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    sozu.resume();
    assertThat(call.join().hasContent()).isTrue();
  }

  @Test
  void manyThreadsOnFewConnectionsAllGetTheirAnswers() throws Exception {
    OwnedSozuClient client = open(sozu.client().connections(3).build());
    List<Future<?>> done = new ArrayList<>();
    for (int thread = 0; thread < 12; thread++) {
      String mine = "of" + thread + "-";
      boolean attaches = thread % 3 == 0;
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < ROUNDS; i++) {
                  String id = mine + i;
                  CompletableFuture<Response> call =
                      client.send(Requests.addCluster(id)).toCompletableFuture();
                  (attaches ? call.thenApply(answer -> answer) : call).join();
                  Response found =
                      client.send(Requests.queryCluster(id)).toCompletableFuture().join();
                  assertThat(found.toString()).contains(id);
                }
                return null;
              }));
    }
    for (Future<?> thread : done) {
      thread.get();
    }
    assertThat(figure(client, "connections.lost")).isZero();
  }
}
