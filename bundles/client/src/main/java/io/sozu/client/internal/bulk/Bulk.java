package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.Outcome;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.PoolExhausted;
import io.sozu.client.SozuException;
import io.sozu.client.internal.exchange.Exchanges;
import io.sozu.client.internal.exchange.StateReader;
import io.sozu.client.internal.exchange.Worker;
import io.sozu.client.internal.facade.FrontendsFacade;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Applies batches, one after the other in the order of the calls, on a thread of its own that is
 * there only while there are some.
 */
public final class Bulk implements FrontendsFacade.Replace, AutoCloseable {
  private final Wire wire;
  private final Exchanges exchanges;
  private final StateReader reader;
  private final Truth truth;
  private final Replacement replacement;
  private final Worker worker;

  public Bulk(Wire wire, Exchanges exchanges, StateReader reader) {
    this(wire, exchanges, reader, Truth.PATIENCE);
  }

  /**
   * @param patience how long to wait for somebody who can tell an outcome
   */
  Bulk(Wire wire, Exchanges exchanges, StateReader reader, Duration patience) {
    this.wire = wire;
    this.exchanges = exchanges;
    this.reader = reader;
    this.truth = new Truth(wire, reader, patience);
    this.replacement = new Replacement(wire, new Loader(wire, exchanges), truth);
    this.worker =
        new Worker("sozu-" + wire.options().instance() + "-bulk", wire.options().maxWaiting());
  }

  /** Applies the requests in order; fails only if the client is closed. */
  public CompletionStage<List<Outcome>> apply(List<Request> requests) {
    List<Request> batch = List.copyOf(requests);
    if (batch.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return later(() -> run(batch), full -> Collections.nCopies(batch.size(), Outcome.of(full)));
  }

  /** Batches that wait. */
  public int waiting() {
    return worker.waiting();
  }

  @Override
  public CompletionStage<Outcome> replace(Request removal, Request addition) {
    return later(() -> replaceHere(removal, addition), Outcome::of);
  }

  private List<Outcome> run(List<Request> batch) {
    return new Run(wire, exchanges, reader, truth, batch).apply();
  }

  private Outcome replaceHere(Request removal, Request addition) {
    if (!Records.key(removal).equals(Records.key(addition))) {
      // Two keys: added first and then removed, no request is lost either way.
      Outcome added = run(List.of(addition)).get(0);
      return added.inForce() ? run(List.of(removal)).get(0) : added;
    }
    RequestHttpFrontend old = replacement.stored(removal);
    if (old == null) {
      return run(List.of(removal)).get(0);
    }
    return replacement
        .apply(removal, addition, old)
        .orElseGet(
            () -> {
              // No file can be exchanged: two requests, and those between them get 404.
              List<Outcome> both = run(List.of(removal, addition));
              return both.get(0).inForce() ? both.get(1) : both.get(0);
            });
  }

  private <T> CompletionStage<T> later(Supplier<T> job, Function<SozuException, T> failed) {
    CompletableFuture<T> done = new CompletableFuture<>();
    boolean taken =
        worker.offer(
            () -> {
              try {
                T value = job.get();
                wire.callBack(() -> done.complete(value));
              } catch (ClientClosed e) {
                wire.callBack(() -> done.completeExceptionally(e));
              } catch (SozuException e) {
                T value = failed.apply(e);
                wire.callBack(() -> done.complete(value));
              } catch (RuntimeException | Error e) {
                wire.callBack(() -> done.completeExceptionally(unexpected(e)));
              }
            });
    if (!taken && worker.isClosed()) {
      done.completeExceptionally(
          new ClientClosed("the client of " + wire.options().instance() + " is closed"));
    } else if (!taken) {
      done.complete(
          failed.apply(
              new PoolExhausted(
                  worker.waiting() + " of " + wire.options().maxWaiting() + " batches waiting")));
    }
    return done;
  }

  private static OutcomeUnknown unexpected(Throwable e) {
    return new OutcomeUnknown("the batch ended in an error of this client: " + e, e);
  }

  @Override
  public void close() {
    worker.close();
  }
}
