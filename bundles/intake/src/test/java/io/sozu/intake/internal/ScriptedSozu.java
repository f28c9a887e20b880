package io.sozu.intake.internal;

import io.sozu.client.Outcome;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.RefusedByMain;
import io.sozu.client.Unreachable;
import io.sozu.intake.internal.apply.Sozu;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Sōzu that answers what a test says, when it says so; or at once, when told how. */
final class ScriptedSozu implements Sozu {
  /** Time enough for whatever comes by itself. */
  private static final int PATIENCE_SECONDS = 20;

  /** A batch that waits for its answer. */
  record Batch(List<Request> requests, CompletableFuture<List<Outcome>> told) {
    /** Every request has the same outcome. */
    void all(Outcome outcome) {
      told.complete(Collections.nCopies(requests.size(), outcome));
    }

    void outcomes(Outcome... outcomes) {
      told.complete(List.of(outcomes));
    }
  }

  private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
  private final BlockingQueue<CompletableFuture<Void>> saves = new LinkedBlockingQueue<>();
  private final List<Request> state = Collections.synchronizedList(new ArrayList<>());
  private volatile long generation = 1;
  private volatile boolean reachable = true;
  private volatile @Nullable Function<Request, Outcome> answer;

  /** The outcome of a request whose end nobody knows. */
  static Outcome unknown() {
    return Outcome.of(new OutcomeUnknown("no answer in time"));
  }

  /** The outcome of a request that was not sent. */
  static Outcome away() {
    return Outcome.of(new Unreachable("nobody listens"));
  }

  /** The outcome of a request that Sōzu refused. */
  static Outcome refused(String words) {
    return Outcome.of(
        new RefusedByMain(
            Response.newBuilder().setStatus(ResponseStatus.FAILURE).setMessage(words).build()));
  }

  /** From now on every batch is answered at once. */
  void answers(Function<Request, Outcome> how) {
    answer = how;
    batches.forEach(batch -> answer(batch, how));
  }

  private static void answer(Batch batch, Function<Request, Outcome> how) {
    batch.told().complete(batch.requests().stream().map(how).toList());
  }

  /** The next batch. */
  Batch next() {
    return next(batches);
  }

  /** The next save. */
  CompletableFuture<Void> nextSave() {
    return next(saves);
  }

  private static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Batches and saves that were sent and not looked at. */
  int unseen() {
    return batches.size() + saves.size();
  }

  /** Another process. */
  void replace() {
    meet(generation + 1);
  }

  void reachable(boolean value) {
    reachable = value;
  }

  void meet(long value) {
    generation = value;
  }

  /** What is read when the state is. */
  List<Request> state() {
    return state;
  }

  @Override
  public CompletionStage<List<Outcome>> apply(List<Request> requests) {
    Batch batch = new Batch(List.copyOf(requests), new CompletableFuture<>());
    Function<Request, Outcome> how = answer;
    batches.add(batch);
    if (how != null) {
      answer(batch, how);
    }
    return batch.told();
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public boolean isReachable() {
    return reachable;
  }

  @Override
  public CompletionStage<Void> saveNow() {
    CompletableFuture<Void> save = new CompletableFuture<>();
    saves.add(save);
    return save;
  }

  @Override
  public CompletionStage<Long> read(Consumer<Request> records) {
    state.forEach(records);
    return CompletableFuture.completedFuture((long) state.size());
  }
}
