package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.ClientOptions;
import io.sozu.client.NotSentInTime;
import io.sozu.client.PoolExhausted;
import io.sozu.client.internal.metrics.Turns.Answered;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.ScriptedWire;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  private static final Response OK =
      Response.newBuilder().setStatus(ResponseStatus.OK).setMessage("").build();

  private final ScriptedWire wire =
      new ScriptedWire(
          ClientOptions.socket(Path.of("/nowhere")).maxWaiting(1_000).build(),
          (request, processing) -> OK);
  private final Turns turns = new Turns(wire);
  private final List<CompletableFuture<Response>> asked = new ArrayList<>();

  @AfterEach
  void stop() {
    wire.close();
  }

  private CompletableFuture<Answered> take(Duration timeout) {
    return turns.take(
        Deadline.in(timeout),
        arrived -> {
          CompletableFuture<Response> question = new CompletableFuture<>();
          asked.add(question);
          return question;
        });
  }

  private CompletableFuture<Answered> take() {
    return take(Duration.ofMinutes(1));
  }

  /** One more question that nobody here looks after. */
  private void another() {
    CompletableFuture<?> unused = take();
  }

  @Test
  void aQuestionIsAskedWhenTheOneBeforeItHasEnded() {
    CompletableFuture<Answered> first = take();
    CompletableFuture<Answered> second = take();
    assertThat(asked).hasSize(1);

    asked.get(0).completeExceptionally(new IllegalStateException("broken"));

    assertThatThrownBy(first::join).hasRootCauseMessage("broken");
    assertThat(asked).hasSize(2);
    asked.get(1).complete(OK);
    assertThat(second.join().response()).isSameAs(OK);
  }

  @Test
  void anAnswerThatHasComeLetsTheNextOneGoBeforeItIsDecoded() {
    List<Runnable> arrivals = new ArrayList<>();
    List<Long> told = new ArrayList<>();
    CompletableFuture<Response> question = new CompletableFuture<>();
    CompletableFuture<Answered> first =
        turns.take(
            Deadline.in(Duration.ofMinutes(1)),
            arrived -> {
              arrivals.add(arrived);
              return question;
            },
            told::add);
    another();

    arrivals.get(0).run();

    assertThat(asked).hasSize(1);
    assertThat(told).hasSize(1);
    another();
    question.complete(OK);
    assertThat(first.join().nanos()).isEqualTo(told.get(0));
    assertThat(asked).as("its end lets no second one go").hasSize(1);
  }

  @Test
  void whoseDeadlinePassesBeforeItsTurnIsNeverAsked() {
    another();

    assertThatThrownBy(take(Duration.ofMillis(20))::join).hasCauseInstanceOf(NotSentInTime.class);

    asked.get(0).complete(OK);
    another();
    assertThat(asked).hasSize(2);
  }

  @Test
  void whatIsCancelledWhileItWaitsIsNeverAsked() {
    another();
    take().cancel(true);
    CompletableFuture<Answered> third = take();

    asked.get(0).complete(OK);

    assertThat(asked).hasSize(2);
    asked.get(1).complete(OK);
    assertThat(third.join().response()).isSameAs(OK);
  }

  @Test
  void cancelledOnItsWayTheQuestionIsCancelledAndTheNextIsAsked() {
    CompletableFuture<Answered> first = take();
    another();

    first.cancel(true);

    assertThat(asked.get(0)).isCancelled();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aQuestionThatCannotBeAskedLetsTheNextOneGo() {
    another();
    CompletableFuture<Answered> impossible =
        turns.take(
            Deadline.in(Duration.ofMinutes(1)),
            arrived -> {
              throw new IllegalStateException("no wire");
            });
    another();

    asked.get(0).complete(OK);

    assertThatThrownBy(impossible::join).hasRootCauseMessage("no wire");
    assertThat(asked).hasSize(2);
  }

  @Test
  void asManyWaitAsCallsMay() {
    another();
    for (int i = 0; i < 1_000; i++) {
      another();
    }

    assertThatThrownBy(take()::join)
        .hasCauseInstanceOf(PoolExhausted.class)
        .hasMessageContaining("1000 of 1000");
  }

  @Test
  void manyThatEndAtOnceDoNotGrowTheStack() {
    another();
    List<CompletableFuture<Answered>> ready = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ready.add(
          turns.take(
              Deadline.in(Duration.ofMinutes(1)),
              arrived -> CompletableFuture.completedFuture(depth())));
    }

    asked.get(0).complete(OK);

    assertThat(ready).allMatch(CompletableFuture::isDone);
    assertThat(depth(ready.get(999))).isEqualTo(depth(ready.get(1)));
  }

  private static String depth(CompletableFuture<Answered> answered) {
    return answered.join().response().getMessage();
  }

  private static Response depth() {
    int depth = Thread.currentThread().getStackTrace().length;
    return OK.toBuilder().setMessage(Integer.toString(depth)).build();
  }
}
