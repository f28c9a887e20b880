package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OwnedSozuClient;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import io.sozu.testkit.internal.state.ConfigState;
import io.sozu.testkit.internal.state.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Batches of one client: which of them wait for each other, and which do not. */
public abstract class BatchOrderContract extends ClientSubject {
  /** Takes a good part of a second, and many pieces. */
  private static final int LARGE = 20_000;

  protected BatchOrderContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  private static List<Request> clusters(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> Requests.addCluster(prefix + i)).toList();
  }

  private static Verdict only(CompletionStage<List<Outcome>> applied) {
    List<Outcome> outcomes = get(applied);
    assertThat(outcomes).hasSize(1);
    return outcomes.get(0).verdict();
  }

  @Test
  void smallBatchesDoNotWaitForALargeOneThatTheyShareNothingWith() {
    OwnedSozuClient client = open();
    String id = name("beside");
    send(client, Requests.addCluster(id));
    CompletableFuture<List<Outcome>> large =
        client.apply(clusters(name("large") + "-", LARGE)).toCompletableFuture();

    int before = 0;
    while (!large.isDone()) {
      Request backend = Requests.addBackend(id, "b", 1 + before % 100);
      assertThat(only(client.apply(List.of(backend)))).isEqualTo(Verdict.APPLIED);
      before += large.isDone() ? 0 : 1;
    }

    assertThat(get(large)).hasSize(LARGE).allMatch(Outcome::inForce);
    assertThat(before).isGreaterThan(10);
  }

  @Test
  void batchesThatShareAClusterKeepTheOrderOfTheCalls() {
    OwnedSozuClient client = open();
    String prefix = name("shared") + "-";
    String last = prefix + (LARGE - 1);
    List<String> ends = Collections.synchronizedList(new ArrayList<>());
    List<CompletionStage<?>> all = new ArrayList<>();
    List<CompletionStage<List<Outcome>>> chain = new ArrayList<>();
    CompletionStage<List<Outcome>> large = client.apply(clusters(prefix, LARGE));
    all.add(large.thenRun(() -> ends.add("large")));
    for (Request next :
        List.of(
            Requests.addBackend(last, "b", 9),
            Requests.removeBackend(last, "b", 9),
            Requests.removeCluster(last),
            Requests.addCluster(last))) {
      CompletionStage<List<Outcome>> applied = client.apply(List.of(next));
      chain.add(applied);
      all.add(applied.thenRun(() -> ends.add(next.getRequestTypeCase().name())));
    }
    CompletionStage<List<Outcome>> other = client.apply(List.of(Requests.addCluster(name("o"))));
    all.add(other.thenRun(() -> ends.add("other")));

    all.forEach(ClientSubject::get);

    // Each one but the first is refused, or comes to nothing, before the one that precedes it.
    assertThat(chain).allMatch(applied -> only(applied) == Verdict.APPLIED);
    assertThat(get(client.clusters().get(last)))
        .hasValueSatisfying(cluster -> assertThat(cluster.getBackendsCount()).isZero());
    assertThat(ends)
        .containsExactly(
            "other", "large", "ADD_BACKEND", "REMOVE_BACKEND", "REMOVE_CLUSTER", "ADD_CLUSTER");
  }

  @Test
  void aBatchWithAListenerWaitsForAllBeforeItAndIsWaitedForByAllBehind() {
    OwnedSozuClient client = open();
    List<String> ends = Collections.synchronizedList(new ArrayList<>());
    List<CompletionStage<?>> all = new ArrayList<>();
    all.add(client.apply(clusters(name("l") + "-", LARGE)).thenRun(() -> ends.add("large")));
    all.add(
        client
            .apply(List.of(Requests.addHttpListener(FreePorts.next())))
            .thenRun(() -> ends.add("listener")));
    all.add(
        client
            .apply(List.of(Requests.addCluster(name("behind"))))
            .thenRun(() -> ends.add("behind")));

    all.forEach(ClientSubject::get);

    assertThat(ends).containsExactly("large", "listener", "behind");
  }

  @Test
  void whateverTakesTurnsTheEndIsThatOfTheCallsInTheirOrder() {
    OwnedSozuClient client = open();
    long seed = System.nanoTime();
    String prefix = name("mixed") + "-";
    List<Request> called = new ArrayList<>();
    List<CompletionStage<List<Outcome>>> applied = new ArrayList<>();
    Object order = new Object();
    Stream<CompletableFuture<Void>> callers =
        IntStream.range(0, 3)
            .mapToObj(
                caller ->
                    CompletableFuture.runAsync(
                        () -> {
                          SplittableRandom random = new SplittableRandom(seed + caller);
                          for (int i = 0; i < 60; i++) {
                            List<Request> batch = batch(random, prefix);
                            synchronized (order) {
                              called.addAll(batch);
                              applied.add(client.apply(batch));
                            }
                          }
                        }));
    callers.toList().forEach(CompletableFuture::join);

    applied.forEach(ClientSubject::get);

    ConfigState model = new ConfigState();
    for (Request request : called) {
      try {
        model.dispatch(request);
      } catch (Refusal refused) {
        // As Sōzu does.
      }
    }
    List<Request> records = Collections.synchronizedList(new ArrayList<>());
    get(client.state().read(records::add));
    assertThat(told(records.stream(), prefix))
        .as("seed " + seed)
        .isEqualTo(told(model.records().stream(), prefix));
  }

  /** Mostly small, some large enough to be loaded; about few things, so that they collide. */
  private List<Request> batch(SplittableRandom random, String prefix) {
    int size = random.nextInt(6) == 0 ? 20 + random.nextInt(400) : 1 + random.nextInt(6);
    boolean withFrontends = random.nextBoolean();
    int clusters = 1 + random.nextInt(3);
    int first = random.nextInt(12);
    List<Request> batch = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String id = prefix + (first + random.nextInt(clusters)) % 12;
      String host = prefix + random.nextInt(20) + ".example";
      int backend = 1 + random.nextInt(5);
      batch.add(
          switch (random.nextInt(withFrontends ? 8 : 4)) {
            case 0, 1 -> Requests.addCluster(id);
            case 2 -> Requests.addBackend(id, "b" + backend, backend);
            case 3 -> Requests.removeBackend(id, "b" + backend, backend);
            case 4, 5 -> Requests.addHttpFrontend(id, peer().http(), host);
            case 6 -> Requests.removeHttpFrontend(id, peer().http(), host);
            default -> Requests.removeCluster(id);
          });
    }
    return batch;
  }

  /** What this test has in a state, in any order. */
  private static List<String> told(Stream<Request> records, String prefix) {
    return records
        .map(
            record ->
                switch (record.getRequestTypeCase()) {
                  case ADD_CLUSTER -> record.getAddCluster().getClusterId();
                  case ADD_BACKEND ->
                      record.getAddBackend().getClusterId()
                          + " "
                          + record.getAddBackend().getBackendId();
                  case ADD_HTTP_FRONTEND ->
                      record.getAddHttpFrontend().getClusterId()
                          + " "
                          + record.getAddHttpFrontend().getHostname();
                  default -> "";
                })
        .filter(record -> record.startsWith(prefix))
        .sorted()
        .toList();
  }
}
