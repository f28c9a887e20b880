package io.sozu.client.internal.bulk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is. Jobs that share something run one after the other, in the order in which they
 * came; the others are under way together. Between two turns of large ones there are as many turns
 * of small ones as jobs waited then: so a small one waits for a piece of a large one and not for
 * all of it, and no one waits for ever. Thread-safe.
 */
final class Scheduler {
  /** Each large one keeps up to two pieces in memory. */
  private static final int MOST_LARGE = 4;

  /** Each small one keeps up to one. */
  private static final int MOST_SMALL = 16;

  /** Of longer queues only the beginning is looked through for what may begin. */
  private static final int WINDOW = 1024;

  private final int most;

  /** In the order in which they came. */
  private final List<Job<?>> waiting = new ArrayList<>();

  /** So many of those at the beginning of the queue must wait until something is over. */
  private int held;

  /** Under way, the one whose turn comes next first. */
  private final Deque<Job<?>> small = new ArrayDeque<>();

  private final Deque<Job<?>> large = new ArrayDeque<>();

  /** Whether a large one has had its turn since turns were counted. */
  private boolean largeHadTurn = true;

  /** Turns that are left for small ones before the next large one. */
  private int smallTurns;

  private boolean working;

  /**
   * A scheduler without jobs.
   *
   * @param most jobs beside the first
   */
  Scheduler(int most) {
    this.most = Math.max(1, most);
  }

  /** Takes a job; false if there are as many as may be. */
  synchronized boolean offer(Job<?> job) {
    if (size() > most) {
      return false;
    }
    waiting.add(job);
    return true;
  }

  /** Whether nobody does the work, so that the caller must see to it: from now on somebody does. */
  synchronized boolean begin() {
    boolean begins = !working;
    working = true;
    return begins;
  }

  /** Whose turn it is; null when there is none, and then the work is to begin anew. */
  synchronized @Nullable Job<?> next() {
    admit();
    if (largeHadTurn) {
      largeHadTurn = false;
      smallTurns = small.size() + waiting.size();
    }
    boolean smallOne = large.isEmpty() || (smallTurns > 0 && !small.isEmpty());
    smallTurns -= smallOne ? 1 : 0;
    largeHadTurn = !smallOne;
    Deque<Job<?>> turns = smallOne ? small : large;
    Job<?> job = turns.poll();
    working = job != null;
    if (job != null) {
      turns.add(job);
    }
    return job;
  }

  /** A job is over. */
  synchronized void over(Job<?> job) {
    underWay(job).remove(job);
    held = 0;
  }

  /** Jobs that wait for their first turn, and those that wait for their next. */
  synchronized int waiting() {
    return Math.max(0, size() - 1);
  }

  /** Whether a small one waits for its first turn or its next. */
  synchronized boolean hasSmall() {
    return !small.isEmpty() || waiting.stream().anyMatch(Job::isSmall);
  }

  private int size() {
    return waiting.size() + small.size() + large.size();
  }

  private void admit() {
    int looked = Math.min(waiting.size(), WINDOW);
    if (looked == held) {
      return;
    }
    List<Job<?>> candidates = waiting.subList(held, looked);
    List<Job<?>> stay = new ArrayList<>(waiting.subList(0, held));
    for (Job<?> job : candidates) {
      if (mayBegin(job, stay)) {
        underWay(job).add(job);
      } else {
        stay.add(job);
      }
    }
    held = stay.size();
    waiting.subList(0, looked).clear();
    waiting.addAll(0, stay);
  }

  private boolean mayBegin(Job<?> job, List<Job<?>> before) {
    boolean room = job.isSmall() ? small.size() < MOST_SMALL : large.size() < MOST_LARGE;
    return room
        && Stream.of(small, large, before)
            .flatMap(Collection::stream)
            .noneMatch(other -> other.touched().shares(job.touched()));
  }

  private Collection<Job<?>> underWay(Job<?> job) {
    return job.isSmall() ? small : large;
  }
}
