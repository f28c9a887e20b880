package io.sozu.metrics.internal.collect;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question that is not asked twice at a time: who wants it asked while it is under way gets the
 * same answer. So a Sōzu that hangs gets no heap of them. Thread-safe.
 */
final class SharedQuestion {
  private @Nullable CompletableFuture<Boolean> asking;

  /**
   * Asks, unless that is under way already.
   *
   * @param question asks; a client that is being closed may throw
   * @return whether it was answered; never fails
   */
  synchronized CompletableFuture<Boolean> ask(Supplier<CompletionStage<?>> question) {
    CompletableFuture<Boolean> now = asking;
    if (now != null && !now.isDone()) {
      return now;
    }
    try {
      now = question.get().handle((answer, failure) -> failure == null).toCompletableFuture();
    } catch (RuntimeException e) {
      now = CompletableFuture.completedFuture(false);
    }
    asking = now;
    return now;
  }
}
