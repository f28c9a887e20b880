package io.sozu.client.event;

import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.EventKind;
import java.time.Instant;

/**
 * Something that happened at a Sōzu instance. A hint to look, never proof: Sōzu tells attempts,
 * late and doubled.
 */
public sealed interface SozuEvent {
  /** When the client learned of it. */
  Instant at();

  /**
   * Sōzu's own event.
   *
   * @param source the main process ({@code main}) or a worker's id
   * @param event with the ids it names
   */
  record Reported(Instant at, String source, Event event) implements SozuEvent {
    /** What Sōzu says happened. */
    public EventKind kind() {
      return event.getKind();
    }
  }

  /**
   * Events may be missing before this one: look at everything that matters. First event of every
   * subscription.
   */
  record Gap(Instant at, String reason) implements SozuEvent {}

  /** A worker is there that was not. Sōzu tells nothing of it itself. */
  record WorkerStarted(Instant at, int worker, int pid) implements SozuEvent {}

  /** A worker is gone or stopped. Sōzu tells nothing of it itself. */
  record WorkerLost(Instant at, int worker, int pid) implements SozuEvent {}

  /**
   * A worker does not answer: stopped, or wedged by an answer above its buffer, which only ending
   * it repairs.
   */
  record WorkerNotAnswering(Instant at, int worker, int pid) implements SozuEvent {}

  /** A worker that did not answer does so again. */
  record WorkerAnswering(Instant at, int worker, int pid) implements SozuEvent {}
}
