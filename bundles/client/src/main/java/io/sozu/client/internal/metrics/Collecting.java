package io.sozu.client.internal.metrics;

import io.sozu.client.Metrics.Collected;
import io.sozu.client.Metrics.MetricsSink;
import io.sozu.client.MetricsQuery;
import io.sozu.client.SozuException;
import io.sozu.client.internal.metrics.Turns.Answered;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Promise;
import io.sozu.client.internal.wire.Wire;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One collection: asks a piece, judges whether every worker is in the answer, and gives it to the
 * sink. The next piece is asked once an answer has come and before it is decoded, so that Sōzu
 * works meanwhile; what the answer teaches is good for the one after. One thing happens after the
 * other, on {@link Wire#steps()}, where answers are read; so fields need no lock. Only the sink
 * gets its pieces where it may block.
 */
final class Collecting {
  /** What the pauses of one collection take at most, in nanoseconds. */
  private static final long PAUSES = TimeUnit.SECONDS.toNanos(2);

  private final Wire wire;
  private final Executor threads;
  private final Turns turns;
  private final ClusterIds clusterIds;
  private final Memory memory;
  private final MetricsQuery query;
  private final MetricsSink sink;
  private final Deadline deadline;
  private final CompletableFuture<Collected> result = new CompletableFuture<>();

  private final PieceSize size;
  private final Set<String> incomplete = new LinkedHashSet<>();
  private final Crew crew;
  private Plan plan;
  private Judge judge;

  /** Whether traffic passes, which must not feel the questions. */
  private boolean gentle = true;

  /** What pauses may still take, in nanoseconds. */
  private long pauses;

  private int pieces;
  private long bytes;

  /** The question that was asked before the answer to the one before it was judged. */
  private @Nullable Asked ahead;

  /** Ends when the sink has had every piece so far; fails when it cannot get one. */
  private CompletableFuture<Void> delivered = CompletableFuture.completedFuture(null);

  /** The question that is asked, or waits for its turn. */
  private volatile @Nullable CompletableFuture<?> question;

  /**
   * @param threads where the sink gets its pieces; throws a {@link SozuException} when that is
   *     nowhere
   */
  Collecting(
      Wire wire,
      Executor threads,
      Turns turns,
      ClusterIds clusterIds,
      Memory memory,
      MetricsQuery query,
      MetricsSink sink) {
    this.wire = wire;
    this.threads = threads;
    this.turns = turns;
    this.clusterIds = clusterIds;
    this.memory = memory;
    this.query = query;
    this.sink = sink;
    this.deadline = Deadline.in(query.timeout());
    this.pauses = Math.min(PAUSES, deadline.remainingNanos() / 4);
    // Pieces of a few names are small and quick, and teach nothing about whole ones.
    this.size =
        query.names().isEmpty()
            ? memory.pieceSize
            : new PieceSize(wire.options().metricsPieceTime().toNanos());
    this.crew = new Crew(wire::maxFrame);
    this.plan = planOf(ClusterTable.EMPTY);
    this.judge = judgeOf(ClusterTable.EMPTY);
  }

  private Plan planOf(ClusterTable table) {
    return new Plan(
        table, table.only(query.clusterIds()), query.names(), memory, size, incomplete::add);
  }

  private Judge judgeOf(ClusterTable table) {
    Deadline splitting = Deadline.in(deadline.remaining().dividedBy(2));
    return new Judge(table, plan, query.names(), memory, size, crew, splitting, incomplete::add);
  }

  /** A question and its answer to come. */
  private record Asked(Piece piece, CompletableFuture<Answer> answer) {}

  CompletableFuture<Collected> start() {
    CompletableFuture<?> unused =
        ask(Piece.WORKERS, nanos -> {})
            .thenCompose(
                answer -> {
                  crew.met(answer);
                  return ask(Piece.proxy(query.names()), nanos -> {});
                })
            .whenCompleteAsync(this::begin, wire.steps());
    CompletableFuture<?> unusedToo = result.whenComplete((collected, failure) -> giveUp());
    return result;
  }

  private CompletableFuture<Answer> ask(Piece piece, LongConsumer arrived) {
    CompletableFuture<Answered> answered =
        turns.take(deadline, told -> wire.send(piece.request(), deadline, told), arrived);
    question = answered;
    giveUp();
    return answered.thenApply(got -> new Answer(piece, got.response(), got.nanos()));
  }

  /** Asks nothing more once the caller has cancelled the collection. */
  private void giveUp() {
    CompletableFuture<?> asked = question;
    if (result.isCancelled() && asked != null) {
      asked.cancel(true);
    }
  }

  private void begin(@Nullable Answer proxy, @Nullable Throwable failure) {
    if (proxy == null) {
      failedAtFirst(failure);
      return;
    }
    guarded(
        () -> {
          List<String> silent = crew.answered(proxy);
          silent.forEach(worker -> incomplete.add("worker " + worker + " does not answer"));
          gentle = memory.traffic.passed(proxy.metrics());
          size.gently(gentle);
          boolean more =
              query.clusters() && !crew.live().isEmpty() && (silent.isEmpty() || !proxy.waited());
          if (query.clusters() && !more) {
            incomplete.add("clusters were not asked: each question would wait for the worker");
          }
          deliver(proxy, crew.silent());
          if (more) {
            CompletableFuture<?> unused =
                clusterIds.table(deadline).whenCompleteAsync(this::plan, wire.steps());
          } else {
            finish();
          }
        });
  }

  private void failedAtFirst(@Nullable Throwable failure) {
    if (!crew.running().isEmpty() && deadline.passed()) {
      incomplete.add(
          "no metrics within "
              + query.timeout()
              + ": a worker of "
              + crew.running()
              + " does not answer");
      finish();
    } else {
      result.completeExceptionally(unwrapped(failure));
    }
  }

  private void plan(@Nullable ClusterTable read, @Nullable Throwable failure) {
    if (read == null) {
      incomplete.add("the clusters are not known: " + unwrapped(failure).getMessage());
      finish();
      return;
    }
    if (!read.whole() && query.clusterIds().isEmpty()) {
      incomplete.add("clusters without a frontend: Sōzu's state cannot be read through a file");
    }
    guarded(
        () -> {
          memory.meet(wire.generation(), read);
          plan = planOf(read);
          judge = judgeOf(read);
          await(askNext());
        });
  }

  private @Nullable Asked askNext() {
    Asked asked = ahead;
    ahead = null;
    if (asked != null || result.isDone()) {
      return asked;
    }
    Piece piece = plan.next(crew.reckoning(), crew.live());
    return piece == null ? null : new Asked(piece, ask(piece, this::arrived));
  }

  /**
   * Asks the next piece while this answer is decoded, unless that waited for a worker in vain, as
   * the next one would too, or the sink is behind.
   */
  private void arrived(long nanos) {
    if (!gentle && ahead == null && delivered.isDone() && !Answer.waited(nanos)) {
      guarded(() -> ahead = askNext());
    }
  }

  private void await(@Nullable Asked asked) {
    if (asked == null) {
      finish();
      return;
    }
    // A slow sink slows the questions: there is one answer at most that it does not have. Always by
    // way of the executor: a chain of ready answers would otherwise grow the stack.
    CompletableFuture<?> unused =
        CompletableFuture.allOf(delivered, asked.answer())
            .whenCompleteAsync((any, failure) -> answered(asked, failure), wire.steps());
  }

  private void answered(Asked asked, @Nullable Throwable failure) {
    guarded(
        () -> {
          if (failure != null) {
            failed(asked.piece(), unwrapped(failure));
            return;
          }
          Answer answer = asked.answer().join();
          boolean deliver = judge.judge(answer);
          Asked next = gentle ? null : askNext();
          if (deliver) {
            deliver(answer, judge.lacking());
          }
          if (gentle) {
            askAfterPause();
          } else {
            await(next);
          }
        });
  }

  /** The sink pauses after each piece. */
  private void askAfterPause() {
    CompletableFuture<?> unused =
        delivered.whenCompleteAsync(
            (any, failure) -> guarded(() -> await(failure == null ? askNext() : null)),
            wire.steps());
  }

  private void failed(Piece piece, Throwable failure) {
    if (piece.kind() == Piece.Kind.PART && !deadline.passed()) {
      // All workers' answers together may have been above the limit: Sōzu ends the connection then.
      incomplete.add(piece.names() + " of " + piece.ids() + ": " + failure.getMessage());
      await(askNext());
    } else {
      judge.stop(failure.getMessage());
      finish();
    }
  }

  private void deliver(Answer answer, Set<String> lacking) {
    pieces++;
    bytes += judge.weigh(answer);
    long pause = gentle ? pause(answer) : 0;
    delivered = delivered.thenRunAsync(() -> give(answer, lacking, pause), threads);
  }

  /** Gives an answer to the sink, then waits before the next one is asked. */
  private void give(Answer answer, Set<String> lacking, long pause) {
    guarded(
        () -> {
          if (lacking.isEmpty()) {
            sink.piece(answer.metrics());
          } else {
            sink.partialPiece(answer.metrics(), lacking);
          }
          LockSupport.parkNanos(pause);
        });
  }

  /** As long as the answer took, unless the pauses of all pieces would take too long. */
  private long pause(Answer answer) {
    long left = plan.left() / size.now() + 1L;
    long pause = Math.min(answer.nanos(), pauses / left);
    pauses -= pause;
    return pause;
  }

  private void finish() {
    crew.gone().forEach(worker -> incomplete.add("worker " + worker + " ended meanwhile"));
    Collected all = new Collected(pieces, bytes, judge.clusters(), List.copyOf(incomplete));
    CompletableFuture<?> unused =
        delivered.whenComplete(
            (any, failure) -> {
              if (failure != null) {
                result.completeExceptionally(Promise.unwrapped(failure));
              } else {
                result.complete(all);
              }
            });
  }

  /**
   * Whatever goes wrong here or in the sink ends the collection, never silently. Of one that was
   * cancelled there are no more steps.
   */
  private void guarded(Runnable step) {
    if (result.isDone()) {
      return;
    }
    try {
      step.run();
    } catch (Throwable failure) {
      result.completeExceptionally(failure);
    }
  }

  static Throwable unwrapped(@Nullable Throwable failure) {
    return failure == null
        ? new IllegalStateException("no answer and no failure")
        : Promise.unwrapped(failure);
  }
}
