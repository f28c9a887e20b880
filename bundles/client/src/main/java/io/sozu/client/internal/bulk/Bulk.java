package io.sozu.client.internal.bulk;

import io.sozu.client.Outcome;
import io.sozu.client.PoolExhausted;
import io.sozu.client.SozuException;
import io.sozu.client.internal.exchange.Exchanges;
import io.sozu.client.internal.exchange.StateReader;
import io.sozu.client.internal.exchange.Worker;
import io.sozu.client.internal.facade.FrontendsFacade;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.state.Records;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Applies batches on a thread of its own that is there only while there are some. Those that share
 * something are applied one after the other, in the order of the calls; the others take turns.
 */
public final class Bulk implements FrontendsFacade.Replace, AutoCloseable {
  /** A turn lasts so long, and to the end of the piece that is on its way then. */
  private static final Duration SLICE = Duration.ofMillis(5);

  private final Wire wire;
  private final Exchanges exchanges;
  private final StateReader reader;
  private final Truth truth;
  private final Replacement replacement;
  private final Scheduler scheduler;
  private final Worker worker;

  public Bulk(Wire wire, Exchanges exchanges, StateReader reader) {
    this.wire = wire;
    this.exchanges = exchanges;
    this.reader = reader;
    this.truth = new Truth(wire, reader, Truth.PATIENCE);
    this.replacement = new Replacement(wire, new Loader(wire, exchanges), truth);
    this.scheduler = new Scheduler(wire.options().maxWaiting());
    this.worker = new Worker("sozu-" + wire.options().instance() + "-bulk", 1);
  }

  /** Applies the requests in order; fails only if the client is closed. */
  public CompletionStage<List<Outcome>> apply(List<Request> requests) {
    List<Request> batch = List.copyOf(requests);
    if (batch.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    Run run = run(batch);
    return later(
        batch,
        PieceSize.fits(batch),
        () -> turn(run),
        failure -> Collections.nCopies(batch.size(), Outcome.of(failure)));
  }

  @Override
  public CompletionStage<Outcome> replace(Request removal, Request addition) {
    return later(
        List.of(removal, addition),
        true,
        () -> Optional.of(replaceHere(removal, addition)),
        Outcome::of);
  }

  private Run run(List<Request> batch) {
    return new Run(wire, exchanges, reader, truth, scheduler::hasSmall, batch);
  }

  private static Optional<List<Outcome>> turn(Run run) {
    Deadline slice = Deadline.in(SLICE);
    boolean more = run.step();
    while (more && !slice.passed()) {
      more = run.step();
    }
    return more ? Optional.empty() : Optional.of(run.end());
  }

  private Outcome replaceHere(Request removal, Request addition) {
    if (!Records.key(removal).equals(Records.key(addition))) {
      // Two keys: added first and then removed, no request is lost either way.
      Outcome added = run(List.of(addition)).apply().get(0);
      return added.inForce() ? run(List.of(removal)).apply().get(0) : added;
    }
    RequestHttpFrontend old = replacement.stored(removal);
    if (old == null) {
      return run(List.of(removal)).apply().get(0);
    }
    return replacement
        .apply(removal, addition, old)
        .orElseGet(
            () -> {
              // No file can be exchanged: two requests, and those between them get 404.
              List<Outcome> both = run(List.of(removal, addition)).apply();
              return both.get(0).inForce() ? both.get(1) : both.get(0);
            });
  }

  private <T> CompletionStage<T> later(
      List<Request> requests,
      boolean small,
      Supplier<Optional<T>> work,
      Function<SozuException, T> failed) {
    Job<T> job = new Job<>(wire, Touched.by(requests), small, work, failed);
    if (!scheduler.offer(job)) {
      job.refuse(
          new PoolExhausted(
              scheduler.waiting() + " of " + wire.options().maxWaiting() + " batches waiting"));
    } else if (scheduler.begin() && !worker.offer(this::work)) {
      // Closed: every job finds its client so and ends at once.
      work();
    }
    return job.done();
  }

  private void work() {
    for (Job<?> job = scheduler.next(); job != null; job = scheduler.next()) {
      if (job.turn()) {
        scheduler.over(job);
      }
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
