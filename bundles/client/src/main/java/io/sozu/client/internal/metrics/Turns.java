package io.sozu.client.internal.metrics;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One question about metrics at a time: answers to several would add up in a worker's buffer and in
 * its pause. Waiters are as many as there are collections. Thread-safe.
 */
final class Turns {
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

  /** Asks when all earlier questions have been answered or have failed. */
  synchronized <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> ask) {
    CompletableFuture<T> mine =
        last.handle((answer, failure) -> null).thenCompose(any -> ask.get());
    last = mine;
    return mine;
  }
}
