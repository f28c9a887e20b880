package io.sozu.client;

import org.jspecify.annotations.Nullable;

/**
 * What became of one request of {@link SozuClient#apply}.
 *
 * @param verdict what is true of it now
 * @param reason why, in Sōzu's words where Sōzu said something; empty when applied without remark
 * @param failure the failure behind {@link Verdict#REFUSED} and {@link Verdict#UNKNOWN}, otherwise
 *     null
 */
public record Outcome(Verdict verdict, String reason, @Nullable SozuException failure) {
  /** What is true of a request. */
  public enum Verdict {
    /** Sōzu and all its workers have it. */
    APPLIED,
    /** It changed nothing, because Sōzu already was as it demands. */
    ALREADY_SO,
    /** It is not in force, and sending it again would not help. */
    REFUSED,
    /** Neither Sōzu's answer nor asking again told. */
    UNKNOWN
  }

  private static final Outcome PLAIN = new Outcome(Verdict.APPLIED, "", null);

  /** Applied, without remark. */
  public static Outcome applied() {
    return PLAIN;
  }

  /** Already so, with what tells it. */
  public static Outcome alreadySo(String reason) {
    return new Outcome(Verdict.ALREADY_SO, reason, null);
  }

  /**
   * Refused or unknown, as the failure says: {@link OutcomeUnknown} and what may be retried is
   * unknown.
   */
  public static Outcome of(SozuException failure) {
    Verdict verdict = failure.retry() == Retry.NO ? Verdict.REFUSED : Verdict.UNKNOWN;
    return new Outcome(verdict, String.valueOf(failure.getMessage()), failure);
  }

  /** Whether Sōzu is now as the request demands. */
  public boolean inForce() {
    return verdict == Verdict.APPLIED || verdict == Verdict.ALREADY_SO;
  }
}
