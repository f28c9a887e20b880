package io.sozu.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class CallTest {
  private static final Response OK =
      Response.newBuilder().setStatus(ResponseStatus.OK).setMessage("done").build();

  private final List<Runnable> handedOver = new ArrayList<>();
  private final List<Call> cancelled = new ArrayList<>();

  @Test
  void aCallNobodyAttachedCodeToIsCompletedWhereItEnds() {
    Call call = call(Exchange.IGNORE_PROCESSING);
    call.succeed(OK);
    assertThat(handedOver).isEmpty();
    assertThat(call.join()).isEqualTo(OK);
  }

  @Test
  void attachedCodeRunsOnTheCallbackExecutorOnly() {
    Call call = call(Exchange.IGNORE_PROCESSING);
    CompletableFuture<String> attached = call.thenApply(Response::getMessage);
    call.succeed(OK);
    assertThat(attached).isNotDone();
    handedOver.forEach(Runnable::run);
    assertThat(attached).isCompletedWithValue("done");
  }

  @Test
  void codeBehindAllOfRunsOnTheCallbackExecutorOnly() {
    Call call = call(Exchange.IGNORE_PROCESSING);
    CompletableFuture<Void> behind = CompletableFuture.allOf(call).thenRun(() -> {});
    call.succeed(OK);
    assertThat(behind).isNotDone();
    handedOver.forEach(Runnable::run);
    assertThat(behind).isDone();
  }

  @Test
  void codeAttachedWhileTheCallEndsNeverRunsOnTheEndingThread() throws InterruptedException {
    for (int round = 0; round < 2_000; round++) {
      Call call = call(Exchange.IGNORE_PROCESSING);
      AtomicReference<Thread> ranOn = new AtomicReference<>();
      CountDownLatch go = new CountDownLatch(1);
      Thread ending =
          new Thread(
              () -> {
                await(go);
                call.succeed(OK);
              });
      ending.start();
      go.countDown();
      CompletableFuture<Void> attached = call.thenRun(() -> ranOn.set(Thread.currentThread()));
      ending.join();
      handedOver.forEach(Runnable::run);
      handedOver.clear();
      assertThat(attached).isDone();
      assertThat(ranOn.get()).isNotSameAs(ending);
    }
  }

  @Test
  void aListenerHearsEveryProcessingAnswerBeforeTheEnd() {
    List<String> heard = new ArrayList<>();
    Call call = call(answer -> heard.add(answer.getMessage()));
    call.heard(OK.toBuilder().setMessage("1").build());
    call.heard(OK.toBuilder().setMessage("2").build());
    call.succeed(OK);
    assertThat(call).isNotDone();
    handedOver.forEach(Runnable::run);
    assertThat(heard).containsExactly("1", "2");
    assertThat(call).isDone();
  }

  @Test
  void whoeverClaimsOrAbandonsFirstWins() {
    Call claimed = call(Exchange.IGNORE_PROCESSING);
    assertThat(claimed.claim()).isTrue();
    assertThat(claimed.abandon()).isFalse();
    Call abandoned = call(Exchange.IGNORE_PROCESSING);
    assertThat(abandoned.abandon()).isTrue();
    assertThat(abandoned.claim()).isFalse();
  }

  @Test
  void cancellingTellsThePoolOnce() {
    Call call = call(Exchange.IGNORE_PROCESSING);
    assertThat(call.cancel(true)).isTrue();
    assertThat(call.cancel(true)).isTrue();
    assertThat(cancelled).contains(call);
  }

  private Call call(Consumer<Response> processing) {
    return Call.ofCaller(
        Request.getDefaultInstance(),
        Deadline.in(Duration.ofSeconds(1)),
        processing,
        handedOver::add,
        cancelled::add);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
