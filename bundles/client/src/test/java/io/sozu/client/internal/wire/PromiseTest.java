package io.sozu.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.Unreachable;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class PromiseTest {
  private final List<Runnable> handedOver = new ArrayList<>();
  private final CompletableFuture<String> own = new CompletableFuture<>();

  @Test
  void itIsConvertedWhereTheClientsOwnFutureEnds() {
    Promise<Integer> promise = Promise.of(own, handedOver::add, String::length);

    own.complete("four");

    assertThat(promise.join()).isEqualTo(4);
    assertThat(handedOver).isEmpty();
  }

  @Test
  void codeThatIsAttachedRunsOnTheExecutor() {
    Promise<String> promise = Promise.of(own, handedOver::add);
    CompletableFuture<String> attached = promise.thenApply(value -> value + "!");

    own.complete("done");

    assertThat(attached).isNotDone();
    handedOver.forEach(Runnable::run);
    assertThat(attached).isCompletedWithValue("done!");
  }

  @Test
  void itFailsWithTheFailureItself() {
    Promise<String> promise = Promise.of(own.thenApply(value -> value), handedOver::add);
    Unreachable failure = new Unreachable("away");

    own.completeExceptionally(failure);

    assertThatThrownBy(promise::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(failure);
  }

  @Test
  void aConversionThatFailsIsItsFailure() {
    Promise<Integer> promise = Promise.of(own, handedOver::add, Integer::parseInt);

    own.complete("no number");

    assertThatThrownBy(promise::join).hasCauseInstanceOf(NumberFormatException.class);
  }

  @Test
  void cancellingItCancelsWhatItFollows() {
    Promise<String> promise = Promise.of(own, handedOver::add);

    assertThat(promise.cancel(true)).isTrue();

    assertThat(own).isCancelled();
  }

  @Test
  void anExecutorThatIsClosedLeavesNobodyWaiting() {
    Promise<String> promise =
        Promise.of(
            own,
            task -> {
              throw new RejectedExecutionException("closed");
            });
    CompletableFuture<String> attached = promise.thenApply(value -> value + "!");

    own.complete("done");

    assertThat(attached).isCompletedWithValue("done!");
  }

  @Test
  void aListenerThatIsFarBehindMissesAnswersAndNotTheEnd() {
    List<String> heard = new ArrayList<>();
    Answering answer = new Answering(handedOver::add, told -> heard.add(told.getMessage()));
    for (int i = 0; i < 5_000; i++) {
      answer.heard(response("told " + i));
    }
    answer.succeed(response("end"));

    assertThat(answer).isNotDone();
    handedOver.forEach(Runnable::run);
    assertThat(heard).hasSize(1_000).startsWith("told 0", "told 1");
    assertThat(answer.join().getMessage()).isEqualTo("end");
  }

  private static Response response(String message) {
    return Response.newBuilder().setStatus(ResponseStatus.OK).setMessage(message).build();
  }
}
