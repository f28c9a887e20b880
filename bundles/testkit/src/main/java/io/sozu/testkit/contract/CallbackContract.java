package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.sozu.client.ClientOptions;
import io.sozu.client.MetricsQuery;
import io.sozu.client.NotSentInTime;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClient;
import io.sozu.client.event.SozuEvent;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Code that callers attach: where it runs, and that it may block and wait for the client. */
@Timeout(60)
public abstract class CallbackContract extends ClientSubject {
  private static final String LISTENING = "send with a listener";
  private static final Duration SHORT = Duration.ofMillis(500);

  /** More than may block before others wait for them. */
  private static final int MANY = 20;

  protected CallbackContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  /** One call of each kind that the client makes differently. */
  private Map<String, Function<SozuClient, CompletionStage<?>>> calls() {
    Map<String, Function<SozuClient, CompletionStage<?>>> calls = new LinkedHashMap<>();
    String id = name("waited");
    calls.put("send", client -> client.send(Requests.listWorkers()));
    calls.put(
        LISTENING,
        client -> client.send(Requests.addCluster(id), Duration.ofSeconds(12), answer -> {}));
    calls.put("send of a cluster query", client -> client.send(Requests.queryCluster(id)));
    calls.put("send of a metrics query", client -> client.send(Requests.queryMetrics(List.of(id))));
    calls.put("apply of few", client -> client.apply(clusters(2)));
    calls.put("apply of many", client -> client.apply(clusters(40)));
    calls.put("workers", client -> client.workers().status());
    calls.put("a cluster", client -> client.clusters().get(id));
    calls.put("cluster ids", client -> client.clusters().ids());
    calls.put("a change", client -> client.clusters().add(Requests.cluster(id)));
    calls.put("frontends", client -> client.frontends().byDomain("h.example"));
    calls.put(
        "a frontend's change",
        client ->
            client
                .frontends()
                .replaceHttp(
                    Requests.frontend(id, peer().http(), "old.example"),
                    Requests.frontend(id, peer().http(), "new.example")));
    calls.put("listeners", client -> client.listeners().list());
    calls.put("served certificates", client -> client.certificates().served("h.example"));
    calls.put("all certificates", client -> client.certificates().all());
    calls.put("the whole state", client -> client.state().read(record -> {}));
    calls.put("counts", client -> client.state().requestCounts());
    calls.put("limits", client -> client.limits().maxConnectionsPerIp());
    calls.put("logging", client -> client.logging().filter("info"));
    calls.put("names of metrics", client -> client.metrics().available());
    calls.put(
        "metrics",
        client -> client.metrics().collect(MetricsQuery.all(Duration.ofSeconds(12)), piece -> {}));
    calls.put(
        "a lease",
        client ->
            client
                .metrics()
                .leaseDetail(MetricDetail.DETAIL_BACKEND, Duration.ofSeconds(60), "contract"));
    return calls;
  }

  private static List<Request> clusters(int count) {
    String prefix = name("batch");
    return IntStream.range(0, count).mapToObj(i -> Requests.addCluster(prefix + "-" + i)).toList();
  }

  private Stream<DynamicTest> each(Check check) {
    return each(calls(), check);
  }

  private static Stream<DynamicTest> each(
      Map<String, Function<SozuClient, CompletionStage<?>>> calls, Check check) {
    return calls.entrySet().stream()
        .map(call -> dynamicTest(call.getKey(), () -> check.check(call.getValue())));
  }

  /** What must hold for a call. */
  @FunctionalInterface
  private interface Check {
    void check(Function<SozuClient, CompletionStage<?>> call) throws Exception;
  }

  /** Has code run on a callback thread. */
  private <T> CompletionStage<T> attach(SozuClient client, Supplier<T> code) {
    // Answered, it would run here at once.
    peer().pause();
    try {
      return client.send(Requests.listWorkers()).thenApply(answer -> code.get());
    } finally {
      peer().resume();
    }
  }

  @TestFactory
  Stream<DynamicTest> aCallbackMayWaitFor() {
    return each(
        call -> {
          try (OwnedSozuClient client = open()) {
            assertThat(get(attach(client, () -> get(call.apply(client))))).isNotNull();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> aCallbackMayWaitForWhatIsAttachedTo() {
    return each(
        call -> {
          try (OwnedSozuClient client = open()) {
            CompletionStage<String> waits =
                attach(client, () -> get(call.apply(client).thenApply(value -> "attached")));
            assertThat(get(waits)).isEqualTo("attached");
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> howeverManyCallbacksBlockAThreadNeedNotWaitForThemToGet() {
    Map<String, Function<SozuClient, CompletionStage<?>>> calls = calls();
    // Its listener is heard first.
    calls.remove(LISTENING);
    return each(
        calls,
        call -> {
          CountDownLatch release = new CountDownLatch(1);
          try (OwnedSozuClient client = open()) {
            try {
              for (int i = 0; i < MANY; i++) {
                block(client, release);
              }
              assertThat(get(call.apply(client))).isNotNull();
            } finally {
              release.countDown();
            }
          }
        });
  }

  private void block(SozuClient client, CountDownLatch release) {
    CompletionStage<?> unused =
        attach(
            client,
            () -> {
              await(release);
              return "released";
            });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @TestFactory
  Stream<DynamicTest> whatIsAttachedRunsOnACallbackThreadAfter() {
    return each(
        call -> {
          String instance = name("where");
          try (OwnedSozuClient client = open(peer().client().instance(instance).build())) {
            send(client, Requests.listWorkers());
            CompletableFuture<String> thread = new CompletableFuture<>();
            peer().pause();
            try {
              CompletionStage<?> unused =
                  call.apply(client)
                      .whenComplete(
                          (value, failure) -> thread.complete(Thread.currentThread().getName()));
            } finally {
              peer().resume();
            }
            assertThat(get(thread)).isEqualTo("sozu-" + instance + "-callbacks");
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> whenTheClientClosesWhileItIsUnderWayThereIsAnEndOf() {
    return each(
        call -> {
          OwnedSozuClient client = open();
          send(client, Requests.listWorkers());
          peer().pause();
          try {
            CompletionStage<Boolean> ended = call.apply(client).handle((value, failure) -> true);
            client.close();
            assertThat(get(ended)).isTrue();
          } finally {
            peer().resume();
          }
        });
  }

  @Test
  void whileACallbackBlocksACallWithCodeEndsAtItsDeadline() {
    OwnedSozuClient client = open(peer().client().requestTimeout(SHORT).build());
    CountDownLatch release = new CountDownLatch(1);
    block(client, release);
    peer().pause();
    try {
      CompletionStage<?> ended = client.workers().status().thenApply(workers -> "never");
      assertThat(failure(ended)).isInstanceOf(OutcomeUnknown.class);
    } finally {
      peer().resume();
      release.countDown();
    }
  }

  @Test
  void aSubscriberMayWaitForACall() {
    OwnedSozuClient client = open();
    AtomicReference<List<String>> ids = new AtomicReference<>();
    String id = name("seen");
    send(client, Requests.addCluster(id));

    client
        .events()
        .subscribe(
            new Flow.Subscriber<SozuEvent>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(1);
              }

              @Override
              public void onNext(SozuEvent gap) {
                ids.set(get(client.clusters().ids()));
              }

              @Override
              public void onError(Throwable failure) {}

              @Override
              public void onComplete() {}
            });

    Eventually.until("the subscriber got its answer", () -> ids.get() != null);
    assertThat(ids.get()).contains(id);
  }

  @Test
  void aReadingThatWaitsForItsOwnConsumerEndsAtItsDeadline() {
    OwnedSozuClient client = open(peer().client().requestTimeout(SHORT).build());

    CompletionStage<Long> reading = client.state().read(record -> get(client.clusters().ids()));

    assertThat(failure(reading)).isInstanceOf(NotSentInTime.class);
  }

  @Test
  void aListenerMayWaitForACall() {
    OwnedSozuClient client = open();
    AtomicReference<Object> heard = new AtomicReference<>();

    get(
        client.send(
            Requests.addCluster(name("c")),
            Duration.ofSeconds(12),
            answer -> heard.set(get(client.workers().list()))));

    assertThat(heard.get()).isNotNull();
  }
}
