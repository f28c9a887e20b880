package io.sozu.client.internal.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.sozu.client.event.SozuEvent;
import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.protocol.command.WorkerInfos;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventHubTest {
  private static final int BUFFER = 4;

  private final AtomicReference<RunState> worker = new AtomicReference<>(RunState.RUNNING);
  private final EventWire wire = new EventWire(BUFFER, (request, processing) -> status());
  private final EventHub hub = new EventHub(wire);

  @AfterEach
  void close() {
    hub.close();
    wire.close();
  }

  private Response status() {
    return Response.newBuilder()
        .setStatus(ResponseStatus.OK)
        .setMessage("")
        .setContent(
            ResponseContent.newBuilder()
                .setWorkers(
                    WorkerInfos.newBuilder()
                        .addVec(
                            WorkerInfo.newBuilder().setId(0).setPid(7).setRunState(worker.get()))))
        .build();
  }

  private static void has(Recorder recorder, String... signals) {
    await().untilAsserted(() -> assertThat(recorder.signals).containsExactly(signals));
  }

  private Recorder subscribed(long demand) {
    Recorder recorder = new Recorder(demand);
    hub.subscribe(recorder);
    return recorder;
  }

  @Test
  void theFirstEventIsAGapAndThenSozusOwnCome() {
    Recorder recorder = subscribed(Long.MAX_VALUE);
    has(recorder, "subscribed", "gap: subscribed");

    wire.newest().tell(EventKind.CLUSTER_ADDED, "a");

    has(recorder, "subscribed", "gap: subscribed", "main CLUSTER_ADDED a");
  }

  @Test
  void subscribersShareOneConnectionThatEndsWithTheLastOfThem() {
    Recorder one = subscribed(Long.MAX_VALUE);
    has(one, "subscribed", "gap: subscribed");
    Recorder other = subscribed(Long.MAX_VALUE);
    has(other, "subscribed", "gap: subscribed");
    assertThat(wire.connections).hasSize(1);

    one.subscription().cancel();
    wire.newest().tell(EventKind.CLUSTER_ADDED, "a");
    has(other, "subscribed", "gap: subscribed", "main CLUSTER_ADDED a");
    assertThat(one.signals).hasSize(2);
    other.subscription().cancel();

    assertThat(wire.newest().closed()).isTrue();
  }

  @Test
  void aLostConnectionIsMadeAgainAndTellsOneGap() {
    Recorder recorder = subscribed(Long.MAX_VALUE);
    has(recorder, "subscribed", "gap: subscribed");
    wire.away.set(true);
    wire.newest().cut();
    wire.away.set(false);

    has(recorder, "subscribed", "gap: subscribed", "gap: subscribed again after: cut");
    wire.newest().tell(EventKind.CLUSTER_REMOVED, "a");
    await().untilAsserted(() -> assertThat(recorder.signals).hasSize(4));
    assertThat(wire.connections).hasSize(2);
  }

  @Test
  void aConnectionThatBreaksBeforeItIsSubscribedIsMadeAgain() {
    wire.breaking.set(2);

    Recorder recorder = subscribed(Long.MAX_VALUE);

    has(recorder, "subscribed", "gap: subscribed");
    assertThat(wire.connections).hasSize(3);
  }

  @Test
  void nothingIsToldThatWasNotRequested() {
    Recorder recorder = subscribed(1);
    has(recorder, "subscribed", "gap: subscribed");
    wire.newest().tell(EventKind.CLUSTER_ADDED, "a");
    wire.newest().tell(EventKind.CLUSTER_ADDED, "b");

    recorder.subscription().request(1);

    has(recorder, "subscribed", "gap: subscribed", "main CLUSTER_ADDED a");
  }

  @Test
  void whatDoesNotFitIsToldByOneGap() {
    Recorder recorder = subscribed(1);
    has(recorder, "subscribed", "gap: subscribed");
    for (int i = 0; i < BUFFER + 3; i++) {
      wire.newest().tell(EventKind.CLUSTER_ADDED, "c" + i);
    }

    recorder.subscription().request(100);

    await().untilAsserted(() -> assertThat(recorder.signals).hasSize(2 + BUFFER + 1));
    assertThat(recorder.signals)
        .endsWith("gap: 3 events lost: the subscriber's buffer of 4 was full");
    wire.newest().tell(EventKind.CLUSTER_ADDED, "later");
    await().untilAsserted(() -> assertThat(recorder.signals).endsWith("main CLUSTER_ADDED later"));
  }

  @Test
  void aWrongRequestEndsTheSubscriptionWithAnError() {
    Recorder recorder = subscribed(Long.MAX_VALUE);
    has(recorder, "subscribed", "gap: subscribed");

    recorder.subscription().request(0);

    has(recorder, "subscribed", "gap: subscribed", "error: IllegalArgumentException");
    assertThat(wire.newest().closed()).isTrue();
  }

  @Test
  void aThrowingSubscriberHurtsNobody() {
    hub.subscribe(
        new Flow.Subscriber<SozuEvent>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(SozuEvent event) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void onError(Throwable failure) {}

          @Override
          public void onComplete() {}
        });
    Recorder recorder = subscribed(Long.MAX_VALUE);
    has(recorder, "subscribed", "gap: subscribed");

    wire.newest().tell(EventKind.CLUSTER_ADDED, "a");

    has(recorder, "subscribed", "gap: subscribed", "main CLUSTER_ADDED a");
  }

  @Test
  void closingCompletesEverySubscriptionAndLaterOnes() {
    Recorder recorder = subscribed(Long.MAX_VALUE);
    has(recorder, "subscribed", "gap: subscribed");

    hub.close();

    has(recorder, "subscribed", "gap: subscribed", "complete");
    has(subscribed(1), "subscribed", "complete");
    assertThat(wire.newest().closed()).isTrue();
  }

  @Test
  void aSilentWorkerBecomesAnEvent() {
    Recorder recorder = subscribed(Long.MAX_VALUE);
    has(recorder, "subscribed", "gap: subscribed");

    worker.set(RunState.NOT_ANSWERING);

    has(recorder, "subscribed", "gap: subscribed", "WorkerNotAnswering");
    worker.set(RunState.RUNNING);
    await().untilAsserted(() -> assertThat(recorder.signals).endsWith("WorkerAnswering"));
  }

  @Test
  void nobodyCannotSubscribe() {
    assertThatNullPointerException().isThrownBy(() -> hub.subscribe(nobody()));
  }

  @SuppressWarnings("NullAway") // what a caller without null checks may do
  private static Flow.Subscriber<SozuEvent> nobody() {
    return null;
  }
}
