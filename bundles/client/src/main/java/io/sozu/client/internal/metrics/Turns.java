package io.sozu.client.internal.metrics;

import io.sozu.client.NotSentInTime;
import io.sozu.client.PoolExhausted;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Steps;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One question about metrics at a time: answers to several would add up in a worker's buffer and in
 * its pause. As many may wait for their turn as calls may wait for a connection. Thread-safe.
 */
final class Turns {
  private final Wire wire;

  /** Guarded by this, as the next field is. */
  private final Deque<Turn> waiting = new ArrayDeque<>();

  private boolean taken;

  Turns(Wire wire) {
    this.wire = wire;
  }

  /**
   * Asks when all earlier questions have been answered or have failed. What is cancelled, or whose
   * deadline passes before its turn comes, leaves the queue and is never asked; cancelled later,
   * the question itself is.
   *
   * @param question ends by the same deadline
   */
  CompletableFuture<Answered> take(Deadline deadline, Question question) {
    return take(deadline, question, nanos -> {});
  }

  /**
   * As {@link #take(Deadline, Question)}.
   *
   * @param arrived told, before the answer is decoded, how long it took; one of the {@link
   *     Wire#steps()}; not told of small answers
   */
  CompletableFuture<Answered> take(Deadline deadline, Question question, LongConsumer arrived) {
    Turn turn = new Turn(question, arrived);
    boolean now;
    synchronized (this) {
      now = !taken;
      int most = wire.options().maxWaiting();
      if (!now && waiting.size() >= most) {
        return CompletableFuture.failedFuture(
            new PoolExhausted(most + " of " + most + " questions about metrics waiting"));
      }
      taken = true;
      if (!now) {
        waiting.add(turn);
      }
    }
    if (!now) {
      expire(turn, deadline);
    } else if (!begin(turn)) {
      goOn();
    }
    return turn.result;
  }

  /** Something to ask. */
  @FunctionalInterface
  interface Question {
    /**
     * Sends it.
     *
     * @param arrived to be run when the answer has come and is not decoded yet, if the wire tells
     */
    CompletableFuture<Response> ask(Runnable arrived);
  }

  /**
   * The answer to a question.
   *
   * @param nanos from asking it, in its turn, until it had come
   */
  record Answered(Response response, long nanos) {}

  /** A question and whoever waits for its answer. */
  private static final class Turn {
    final Question question;
    final LongConsumer arrived;
    final CompletableFuture<Answered> result = new CompletableFuture<>();

    /** Whether the next one's turn has come. */
    final AtomicBoolean over = new AtomicBoolean();

    private final AtomicLong nanos = new AtomicLong();
    private volatile long askedAt;

    Turn(Question question, LongConsumer arrived) {
      this.question = question;
      this.arrived = arrived;
    }

    CompletableFuture<Response> ask(Runnable then) {
      askedAt = System.nanoTime();
      return question.ask(then);
    }

    /** How long the answer took to come. */
    long nanos() {
      nanos.compareAndSet(0, System.nanoTime() - askedAt);
      return nanos.get();
    }

    void settle(@Nullable Response answer, @Nullable Throwable failure) {
      if (answer != null) {
        result.complete(new Answered(answer, nanos()));
      } else {
        result.completeExceptionally(Collecting.unwrapped(failure));
      }
    }
  }

  private void expire(Turn turn, Deadline deadline) {
    Steps.Timer timer = wire.steps().after(deadline.remainingNanos(), () -> late(turn));
    CompletableFuture<?> unused =
        turn.result.whenComplete(
            (answer, failure) -> {
              timer.cancel();
              remove(turn);
            });
  }

  private void late(Turn turn) {
    leave(
        turn, new NotSentInTime("earlier questions about metrics have not been answered in time"));
  }

  /** Fails who still waits; what is on its way ends by its own deadline. */
  private void leave(Turn turn, Throwable failure) {
    if (remove(turn)) {
      turn.result.completeExceptionally(failure);
    }
  }

  private synchronized boolean remove(Turn turn) {
    return waiting.remove(turn);
  }

  /** Begins the next turns until one of them has to wait for its answer. */
  private void goOn() {
    for (Turn next = next(); next != null; next = next()) {
      if (begin(next)) {
        return;
      }
    }
  }

  private synchronized @Nullable Turn next() {
    Turn next = waiting.poll();
    taken = next != null;
    return next;
  }

  /** Asks, if somebody still waits for it; whether there is an answer to wait for. */
  private boolean begin(Turn turn) {
    if (turn.result.isDone()) {
      return false;
    }
    CompletableFuture<Response> asked;
    try {
      asked = turn.ask(() -> arrived(turn));
    } catch (RuntimeException e) {
      turn.result.completeExceptionally(e);
      return false;
    }
    boolean ended = asked.isDone();
    CompletableFuture<?> unused =
        asked.whenComplete(
            (answer, failure) -> {
              turn.settle(answer, failure);
              if (!ended) {
                passOn(turn);
              }
            });
    CompletableFuture<?> unusedToo =
        turn.result.whenComplete(
            (answer, failure) -> {
              if (turn.result.isCancelled()) {
                asked.cancel(true);
              }
            });
    return !ended;
  }

  /** Nothing of this answer is at Sōzu any more. */
  private void arrived(Turn turn) {
    long nanos = turn.nanos();
    passOn(turn);
    turn.arrived.accept(nanos);
  }

  private void passOn(Turn turn) {
    if (turn.over.compareAndSet(false, true)) {
      goOn();
    }
  }
}
