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
import org.jspecify.annotations.Nullable;

/**
 * One collection: asks a piece, judges whether every worker is in the answer, asks the next one and
 * meanwhile gives the answer to the sink. One thing happens after the other, on {@link
 * Wire#steps()}, where answers are read, so that the next question is on its way at once; so fields
 * need no lock. Only the sink gets its pieces where it may block.
 */
final class Collecting {
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
  private int pieces;
  private long bytes;
  private @Nullable Piece current;

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

  CompletableFuture<Collected> start() {
    CompletableFuture<?> unused =
        ask(Piece.WORKERS)
            .thenCompose(
                answer -> {
                  crew.met(answer);
                  return ask(Piece.proxy(query.names()));
                })
            .whenCompleteAsync(this::begin, wire.steps());
    CompletableFuture<?> unusedToo = result.whenComplete((collected, failure) -> giveUp());
    return result;
  }

  private CompletableFuture<Answer> ask(Piece piece) {
    CompletableFuture<Answered> answered =
        turns.take(deadline, () -> wire.send(piece.request(), deadline));
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

  private @Nullable CompletableFuture<Answer> askNext() {
    if (result.isDone()) {
      return null;
    }
    current = plan.next(crew.reckoning(), crew.live());
    return current == null ? null : ask(current);
  }

  private void await(@Nullable CompletableFuture<Answer> asked) {
    if (asked == null) {
      finish();
      return;
    }
    // A slow sink slows the questions: there is one answer at most that it does not have. Always by
    // way of the executor: a chain of ready answers would otherwise grow the stack.
    CompletableFuture<?> unused =
        CompletableFuture.allOf(delivered, asked)
            .whenCompleteAsync(
                (any, failure) -> answered(failure == null ? asked.join() : null, failure),
                wire.steps());
  }

  private void answered(@Nullable Answer answer, @Nullable Throwable failure) {
    guarded(
        () -> {
          if (answer == null) {
            failed(unwrapped(failure));
            return;
          }
          boolean deliver = judge.judge(answer);
          CompletableFuture<Answer> next = askNext();
          if (deliver) {
            deliver(answer, judge.lacking());
          }
          await(next);
        });
  }

  private void failed(Throwable failure) {
    Piece piece = current;
    if (piece != null && piece.kind() == Piece.Kind.PART && !deadline.passed()) {
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
    delivered = delivered.thenRunAsync(() -> give(answer, lacking), threads);
  }

  private void give(Answer answer, Set<String> lacking) {
    guarded(
        () -> {
          if (lacking.isEmpty()) {
            sink.piece(answer.metrics());
          } else {
            sink.partialPiece(answer.metrics(), lacking);
          }
        });
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
