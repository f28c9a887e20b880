package io.sozu.intake.internal.order;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.RefusedByMain;
import io.sozu.client.Retry;
import io.sozu.client.SozuException;
import io.sozu.client.config.Backoff;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.internal.loop.Ticks;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.LoadBalancingAlgorithms;
import io.sozu.protocol.command.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

  /** Removals that found no cluster, and what Sōzu said to that. */
  private final Map<Integer, Outcome> noCluster = new HashMap<>(0);

  /** Whether it is sent again only to take away what such a cluster may have left. */
  private boolean sweeping;

  /** Requests that Sōzu may refuse because later messages came first. */
  private final BitSet overtaken = new BitSet(0);

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
      noCluster.clear();
    }
    generation = to;
    if (maybeDone.isEmpty() && noCluster.isEmpty()) {
      return requests.subList(from, requests.size());
    }
    List<Request> next = new ArrayList<>();
    for (int i = from; i < requests.size(); i++) {
      if (needsCluster(i)) {
        next.add(bareCluster(requests.get(i).getRemoveCluster()));
      }
      next.add(requests.get(i));
    }
    return next;
  }

  /** Takes the outcomes of what was sent. */
  public void came(List<Outcome> told) {
    tries += sweeping ? 0 : 1;
    int again = outcomes.length;
    boolean unknown = false;
    Iterator<Outcome> next = told.iterator();
    for (int i = from; i < outcomes.length; i++) {
      if (needsCluster(i)) {
        next.next();
      }
      Outcome outcome = judge(i, next.next());
      outcomes[i] = outcome;
      boolean absent = findsNoCluster(i, outcome);
      unknown |= outcome.verdict() == Verdict.UNKNOWN;
      if (absent) {
        noCluster.put(i, outcome);
      }
      if (absent || outcome.verdict() == Verdict.UNKNOWN) {
        again = Math.min(again, i);
      }
      if (wasSent(outcome)) {
        maybeDone.set(i);
      }
    }
    sweeping = again < outcomes.length && !unknown;
    from = again;
  }

  /** Whether a removal found no cluster for the first time. */
  private boolean findsNoCluster(int index, Outcome outcome) {
    return outcome.failure() instanceof RefusedByMain
        && requests.get(index).hasRemoveCluster()
        && !noCluster.containsKey(index);
  }

  /**
   * Whether a cluster must be there for its removal to take its frontends away. Sōzu takes
   * frontends of clusters that it does not have, but refuses to remove such a cluster. When
   * messages come again that were applied before, a frontend may be added once more after its
   * cluster was removed, and the removal would leave it there.
   */
  private boolean needsCluster(int index) {
    return requests.get(index).hasRemoveCluster()
        && (maybeDone.get(index) || noCluster.containsKey(index));
  }

  private static Request bareCluster(String id) {
    return Request.newBuilder()
        .setAddCluster(
            Cluster.newBuilder()
                .setClusterId(id)
                .setStickySession(false)
                .setHttpsRedirect(false)
                .setLoadBalancing(LoadBalancingAlgorithms.ROUND_ROBIN))
        .build();
  }

  /** Whether everything is done. */
  public boolean isKnown() {
    return from == outcomes.length;
  }

  /** Whether an outcome is unknown; otherwise it is sent again for another reason, if at all. */
  public boolean isUnknown() {
    return !isKnown() && !sweeping;
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

  /** Later messages had an effect already; they are applied again after this one. */
  public void overtake(Later by) {
    for (int i = 0; i < requests.size(); i++) {
      if (by.explains(requests.get(i))) {
        overtaken.set(i);
      }
    }
  }

  /** Tells what an earlier try of ours may have done. */
  public void tell(Later effects) {
    maybeDone.stream().mapToObj(requests::get).forEach(effects::add);
  }

  /** Whether any request was refused. */
  public boolean isRefused() {
    for (Outcome outcome : outcomes) {
      if (outcome != null && outcome.verdict() == Verdict.REFUSED) {
        return true;
      }
    }
    return false;
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

  /**
   * What the outcome of a request means. A removal that our own earlier try may have done finds
   * nothing to remove; and what is refused for what a later message has done was done before that.
   */
  private Outcome judge(int index, Outcome told) {
    Outcome refused = noCluster.get(index);
    if (refused != null && told.verdict() != Verdict.UNKNOWN) {
      return refused;
    }
    boolean gone =
        maybeDone.get(index)
            && requests.get(index).getRequestTypeCase().name().startsWith("REMOVE_");
    return told.failure() instanceof RefusedByMain && (gone || overtaken.get(index))
        ? Outcome.alreadySo(told.reason())
        : told;
  }

  /** Whether Sōzu has, or may have, done the request. */
  private static boolean wasSent(Outcome outcome) {
    SozuException failure = outcome.failure();
    return outcome.inForce() || (failure != null && failure.retry() == Retry.IF_REPEATABLE);
  }
}
