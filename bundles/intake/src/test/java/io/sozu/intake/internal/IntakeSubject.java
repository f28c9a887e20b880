package io.sozu.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Outcome;
import io.sozu.intake.Intake;
import io.sozu.intake.IntakeClosed;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.Result;
import io.sozu.intake.TestBroker;
import io.sozu.intake.TestMessage;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Eventually;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An intake between a broker in memory and a scripted Sōzu. */
abstract class IntakeSubject {
  static final Outcome APPLIED = Outcome.applied();

  final ScriptedSozu sozu = new ScriptedSozu();
  final TestBroker broker = new TestBroker();
  Intake<TestMessage> intake = open(options().build());

  /** Pauses so short that a test need not wait. */
  static IntakeOptions.Builder options() {
    return IntakeOptions.builder().retryMin(Duration.ofMillis(5)).retryMax(Duration.ofMillis(20));
  }

  Intake<TestMessage> open(IntakeOptions options) {
    return Core.open(sozu, broker::restoreAny, "main-test", broker, options);
  }

  /** Begins anew, with other options. */
  void reopen(IntakeOptions options) {
    intake.close(Duration.ZERO);
    intake = open(options);
  }

  /** It restores a Sōzu whom it meets, on a thread of its own: tests count from there. */
  @BeforeEach
  void begin() {
    awaitRestores(1);
  }

  void awaitRestores(int count) {
    Eventually.until("restored " + count + " times", () -> broker.restores() == count);
  }

  @AfterEach
  void close() {
    intake.close(Duration.ZERO);
  }

  /** Publishes one request, and delivers it. */
  CompletionStage<Result> take(String id, Request request) {
    return broker.deliver(intake, TestMessage.of(id, request));
  }

  static Result get(CompletionStage<Result> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  static void assertGivenBack(CompletionStage<Result> stage) {
    try {
      throw new AssertionError("it should have been given back: " + get(stage));
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(IntakeClosed.class);
    }
  }

  double figure(String name) {
    Number figure = intake.figures().get(name);
    assertThat(figure).as(name).isNotNull();
    return figure == null ? Double.NaN : figure.doubleValue();
  }
}
