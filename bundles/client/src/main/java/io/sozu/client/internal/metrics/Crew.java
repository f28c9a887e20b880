package io.sozu.client.internal.metrics;

import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;

/** The workers during one collection. Confined to the collection's turns. */
final class Crew {
  private final IntSupplier maxFrame;
  private final Set<String> gone = new TreeSet<>();
  private Set<String> running = Set.of();
  private Set<String> live = new HashSet<>();
  private Set<String> silent = Set.of();

  /**
   * @param maxFrame the longest frame now, in bytes
   */
  Crew(IntSupplier maxFrame) {
    this.maxFrame = maxFrame;
  }

  /** Takes the main process's list: who is not in it any more is not waited for. */
  void met(Answer workers) {
    Set<String> now = new TreeSet<>();
    for (WorkerInfo worker : workers.response().getContent().getWorkers().getVecList()) {
      if (worker.getRunState() == RunState.RUNNING) {
        now.add(Integer.toString(worker.getId()));
      }
    }
    running = now;
    live.stream().filter(worker -> !now.contains(worker)).forEach(gone::add);
    live.removeAll(gone);
  }

  /**
   * Takes the first answer: who is in it is expected in all later ones.
   *
   * @return who runs and is not in it
   */
  List<String> answered(Answer proxy) {
    live = new HashSet<>(proxy.metrics().getWorkersMap().keySet());
    List<String> missing = proxy.missing(running);
    silent = Set.copyOf(missing);
    return missing;
  }

  /** The workers that run by the main process's list. */
  Set<String> running() {
    return running;
  }

  /** The workers that run and were not in the first answer. */
  Set<String> silent() {
    return silent;
  }

  /** The workers that must be in an answer. */
  Set<String> live() {
    return live;
  }

  /** The workers that ended during the collection. */
  Set<String> gone() {
    return gone;
  }

  /** What answers of this many workers may take. */
  Reckoning reckoning() {
    return new Reckoning(maxFrame.getAsInt(), Math.max(1, Math.max(live.size(), running.size())));
  }
}
