package io.sozu.intake;

import io.sozu.client.Outcome;
import java.time.Instant;
import java.util.List;

/**
 * What became of a message.
 *
 * @param verdict what is true of it as a whole
 * @param reason why it is not in force, in Sōzu's words where Sōzu said something; empty when it is
 * @param outcomes one a request, in the order of the message; empty if it was not sent at all
 * @param attempts how often it was tried, deliveries by the broker included
 * @param at when that was known
 */
public record Result(
    Verdict verdict, String reason, List<Outcome> outcomes, int attempts, Instant at) {
  /** What is true of a message as a whole. */
  public enum Verdict {
    /** Sōzu and all its workers have it. */
    APPLIED,
    /** Nothing was changed, because Sōzu already was as it demands. */
    ALREADY_SO,
    /** Some of its requests are in force, others were refused. */
    PARTLY,
    /** Nothing of it is in force, and trying again would not help. */
    REFUSED
  }

  public Result {
    outcomes = List.copyOf(outcomes);
  }

  /** Whether Sōzu is now as the whole message demands. */
  public boolean inForce() {
    return verdict == Verdict.APPLIED || verdict == Verdict.ALREADY_SO;
  }
}
