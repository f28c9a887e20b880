package io.sozu.intake;

import io.sozu.client.SozuClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes messages, applies them to one Sōzu and settles each by its own outcome.
 *
 * <p>Messages that share a key (their own, or a cluster or address that their requests name) are
 * applied in the order in which they were taken; a message whose outcome is unknown holds back only
 * those that share a key with it. An idle intake applies a message at once; under load, what came
 * while a batch was on its way is the next batch. Thread-safe; no method but {@link #close} blocks.
 *
 * @param <M> the connector's messages
 */
@ProviderType
public interface Intake<M extends Message> extends AutoCloseable {
  /**
   * An intake that begins at once.
   *
   * @param sozu the Sōzu to change
   * @param connector what it belongs to, such as {@code pulsar}; names its threads and log lines
   * @param source told what became of messages
   */
  static <M extends Message> Intake<M> open(
      SozuClient sozu, String connector, Source<M> source, IntakeOptions options) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes a message. To be called while {@link #room()} is complete, in the order of the stream; it
   * is never refused, so a caller that does not wait is bounded by nothing.
   *
   * @return completes as soon as the outcome is known, before the message is acknowledged; fails
   *     with {@link IntakeClosed} if it was given back, so that it must come again
   */
  CompletionStage<Result> take(M message);

  /** Completes when there is room for another message; complete while there is. */
  CompletionStage<Void> room();

  /**
   * Forgets every message that was not acknowledged, because the broker will deliver it again (the
   * connection broke, for example). What is on its way to Sōzu is let finish first. Their stages
   * fail with {@link IntakeClosed}.
   */
  void forget();

  /** Uses other options from the next batch on. */
  void use(IntakeOptions options);

  /** Holds everything back, shows what is held, lets it go. */
  Brake brake();

  /** Figures by name, as {@link io.sozu.client.status.ConnectorStatus#figures()} tells them. */
  Map<String, Number> figures();

  /**
   * Finishes what is on its way, for so long at most, and forgets the rest, which the broker
   * delivers again. Nothing is acknowledged any more when this returns.
   */
  void close(Duration patience);

  /** {@link #close(Duration)} with 8 s, which leaves a bundle that must stop within 10 s some. */
  @Override
  default void close() {
    close(Duration.ofSeconds(8));
  }
}
