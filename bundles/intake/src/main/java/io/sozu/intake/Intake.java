package io.sozu.intake;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.Distribution;
import io.sozu.intake.internal.Core;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return Core.open(sozu, connector, source, options);
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

  /** Figures by name, as {@link ConnectorStatus#figures()} tells them. */
  Map<String, Number> figures();

  /**
   * {@code publish.to.applied.seconds}: from the publication of a message, by its author's clock,
   * until it was in force; as {@link ConnectorStatus#distributions()} tells it.
   */
  Map<String, Distribution> distributions();

  /** Whether Sōzu can be reached, as far as is known. */
  boolean reachesSozu();

  /**
   * What somebody should look at for as long as it lasts, one line each: that it is paused, holds
   * messages, or tries something again and again. No secrets.
   */
  List<String> concerns();

  /** Which message is in force since last, by its id; empty before the first. */
  String lastApplied();

  /** The last message that was refused, and why. */
  Optional<ConnectorStatus.Problem> lastRefusal();

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
