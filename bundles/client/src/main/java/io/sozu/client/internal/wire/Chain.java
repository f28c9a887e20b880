package io.sozu.client.internal.wire;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call for its caller that is several on the wire, one after the other. It fails with the
 * failure of a step itself, not wrapped, and cancelling it cancels the step that is on its way.
 * Thread-safe.
 */
public final class Chain<T> {
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private volatile @Nullable CompletableFuture<?> current;

  /** Makes a call the step that is on its way, and gives it back. */
  public <S> CompletableFuture<S> step(CompletableFuture<S> call) {
    current = call;
    if (result.isCancelled()) {
      call.cancel(true);
    }
    return call;
  }

  /** The call as a whole, which ends as its last stage does. */
  public CompletableFuture<T> upTo(CompletableFuture<T> last) {
    CompletableFuture<?> unused =
        last.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                result.complete(value);
              } else {
                result.completeExceptionally(Promise.unwrapped(failure));
              }
            });
    CompletableFuture<?> unusedToo =
        result.whenComplete(
            (value, failure) -> {
              CompletableFuture<?> step = current;
              if (result.isCancelled() && step != null) {
                step.cancel(true);
              }
            });
    return result;
  }
}
