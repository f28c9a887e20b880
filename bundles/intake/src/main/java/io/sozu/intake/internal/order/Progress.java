package io.sozu.intake.internal.order;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.RefusedByMain;
import io.sozu.client.Retry;
import io.sozu.client.SozuException;
import io.sozu.client.config.Backoff;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.internal.loop.Ticks;
import io.sozu.protocol.command.Request;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the requests of one message are. After an unknown outcome they are sent again from that
 * request on to the end, because a later one may depend on it; to another Sōzu process, which may
 * have lost any of them, all of them. One thread.
 */
public final class Progress {
  private List<Request> requests;
  private final @Nullable Outcome[] outcomes;
  private int from;

  /** Requests that an earlier try of ours may have done, or did. */
  private final BitSet maybeDone = new BitSet(0);

  private long generation;
  private int tries;
  private long retryAt;
  private @Nullable Backoff backoff;

  Progress(List<Request> requests) {
    this.requests = requests;
    this.outcomes = new Outcome[requests.size()];
  }

  /** All requests; empty once they were given up. */
  public List<Request> requests() {
    return requests;
  }

  /** How many requests the message has. */
  public int size() {
    return outcomes.length;
  }

  /** The outcome of each request, once all are known. */
  public List<Outcome> outcomes() {
    return Arrays.asList(outcomes);
  }

  /** How often it was sent. */
  public int tries() {
    return tries;
  }

  /** When it may be sent again, in {@link Ticks}; the past when nothing hinders it. */
  public long retryAt() {
    return retryAt;
  }

  /** It must not be sent again before a pause, which grows from time to time. */
  public void retryLater(IntakeOptions options) {
    Backoff pauses = backoff;
    if (pauses == null) {
      pauses = new Backoff(options.retryMin(), options.retryMax());
      backoff = pauses;
    }
    retryAt = Ticks.now() + pauses.pause();
  }

  /** It may be sent again at once, and later pauses are short again. */
  public void retryNow() {
    retryAt = 0;
    backoff = null;
  }

  /**
   * What is to be sent now.
   *
   * @param to the generation of Sōzu that gets it
   */
  public List<Request> next(long to) {
    if (tries > 0 && to != generation) {
      repeat();
    }
    generation = to;
    return requests.subList(from, requests.size());
  }

  /** Takes the outcomes of what was sent. */
  public void came(List<Outcome> told) {
    tries++;
    int unknown = outcomes.length;
    for (int i = from; i < outcomes.length; i++) {
      Outcome outcome = judge(i, told.get(i - from));
      outcomes[i] = outcome;
      if (outcome.verdict() == Verdict.UNKNOWN) {
        unknown = Math.min(unknown, i);
      }
      if (wasSent(outcome)) {
        maybeDone.set(i);
      }
    }
    from = unknown;
  }

  /** Whether all outcomes are known. */
  public boolean isKnown() {
    return from == outcomes.length;
  }

  /** Whether what is unknown never reached Sōzu, because that is away. */
  public boolean isUnsent() {
    for (int i = from; i < outcomes.length; i++) {
      Outcome outcome = outcomes[i];
      if (outcome != null && outcome.verdict() == Verdict.UNKNOWN && wasSent(outcome)) {
        return false;
      }
    }
    return true;
  }

  /** Why the first unknown outcome is not known; empty if all are. */
  public String why() {
    Outcome outcome = from < outcomes.length ? outcomes[from] : null;
    return outcome == null ? "" : outcome.reason();
  }

  /** Everything must be sent again, because something before it is. */
  public void repeat() {
    from = 0;
  }

  /** Everything must be sent again, and was given up meanwhile. */
  public void repeat(List<Request> again) {
    requests = again;
    from = 0;
  }

  /** Needs the requests no more. */
  public void giveUp() {
    requests = List.of();
  }

  /** A removal that our own earlier try may have done finds nothing to remove. */
  private Outcome judge(int index, Outcome told) {
    boolean gone =
        told.failure() instanceof RefusedByMain
            && maybeDone.get(index)
            && requests.get(index).getRequestTypeCase().name().startsWith("REMOVE_");
    return gone ? Outcome.alreadySo(told.reason()) : told;
  }

  /** Whether Sōzu has, or may have, done the request. */
  private static boolean wasSent(Outcome outcome) {
    SozuException failure = outcome.failure();
    return outcome.inForce() || (failure != null && failure.retry() == Retry.IF_REPEATABLE);
  }
}
