package io.sozu.pki.internal.sozu;

import io.sozu.client.SozuException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for Sōzu. */
public final class Answers {
  private Answers() {}

  /**
   * The answer.
   *
   * @throws SozuException when there is none
   */
  public static <T> T of(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SozuException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
