package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.SozuException;
import io.sozu.client.internal.wire.Wire;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The work of one call, done in turns on the bulk thread, and the stage that its caller has.
 *
 * @param <T> what the stage completes with
 */
final class Job<T> {
  private final Wire wire;
  private final Touched touched;
  private final boolean small;
  private final Supplier<Optional<T>> work;
  private final Function<SozuException, T> failed;
  private final CompletableFuture<T> done = new CompletableFuture<>();

  /**
   * A job that has not begun.
   *
   * @param small whether it is over in a few turns
   * @param work does some of it, and gives the result at the end; may fail
   * @param failed what a failure means for the caller, unless the client is closed
   */
  Job(
      Wire wire,
      Touched touched,
      boolean small,
      Supplier<Optional<T>> work,
      Function<SozuException, T> failed) {
    this.wire = wire;
    this.touched = touched;
    this.small = small;
    this.work = work;
    this.failed = failed;
  }

  Touched touched() {
    return touched;
  }

  boolean isSmall() {
    return small;
  }

  /** Completes at the end, where all callers' code runs. */
  CompletableFuture<T> done() {
    return done;
  }

  /** Does some of the work; whether it is over. */
  boolean turn() {
    try {
      Optional<T> result = work.get();
      result.ifPresent(value -> wire.callBack(() -> done.complete(value)));
      return result.isPresent();
    } catch (ClientClosed e) {
      wire.callBack(() -> done.completeExceptionally(e));
    } catch (SozuException e) {
      refuse(e);
    } catch (RuntimeException | Error e) {
      OutcomeUnknown unexpected =
          new OutcomeUnknown("the batch ended in an error of this client: " + e, e);
      wire.callBack(() -> done.completeExceptionally(unexpected));
    }
    return true;
  }

  /** Ends it with what a failure means. */
  void refuse(SozuException failure) {
    T value = failed.apply(failure);
    wire.callBack(() -> done.complete(value));
  }
}
