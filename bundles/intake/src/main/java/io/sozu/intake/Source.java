package io.sozu.intake;

import io.sozu.client.SozuClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where messages come from, and where the intake tells what became of them. Implemented by each
 * connector. Called by one thread at a time, the intake's own, which must not be blocked.
 *
 * @param <M> the connector's messages
 */
@ConsumerType
public interface Source<M extends Message> {
  /** What {@link #reply} gives back when it tells nobody. Complete. */
  CompletionStage<?> NOTHING_TO_TELL = CompletableFuture.completedStage(null);

  /**
   * This message and all that were taken before it are settled and need not come again. Told in the
   * order in which messages were taken, so that a broker which delivers again what was not
   * acknowledged delivers a whole end of the stream, in order, and the last change of each key is
   * the one that stays.
   */
  void acknowledge(M last);

  /**
   * Puts a message that is not in force among the dead letters, with the reason. Until the stage
   * completes the message is kept; when it fails, it is tried again with backoff.
   */
  CompletionStage<?> deadLetter(M message, Result result);

  /** Tells the author what became of a message, in force or not; as {@link #deadLetter}. */
  default CompletionStage<?> reply(M message, Result result) {
    return NOTHING_TO_TELL;
  }

  /**
   * Brings a Sōzu that was met for the first time, or that has been replaced by another process
   * (killed and started again, perhaps with an old state), to where it should be, if the source
   * knows. Nothing else is applied meanwhile; when the stage fails, it is tried again with backoff.
   */
  default CompletionStage<?> restore(SozuClient sozu) {
    return NOTHING_TO_TELL;
  }
}
