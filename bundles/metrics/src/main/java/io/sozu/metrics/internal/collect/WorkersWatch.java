package io.sozu.metrics.internal.collect;

import io.sozu.client.SozuClient;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The workers as they answer themselves. Asking takes as long as the slowest worker, 10 s for a
 * wedged one, so a scrape tells what is known and lets the question go on. Thread-safe.
 */
final class WorkersWatch {
  private record Known(List<WorkerInfo> workers, long at) {}

  private final SozuClient client;
  private volatile @Nullable Known known;
  private final SharedQuestion question = new SharedQuestion();

  WorkersWatch(SozuClient client) {
    this.client = client;
  }

  /** Asks, unless a question is under way already. Never fails. */
  CompletableFuture<Boolean> refresh() {
    return question.ask(
        () ->
            client
                .workers()
                .status()
                .thenAccept(workers -> known = new Known(List.copyOf(workers), System.nanoTime())));
  }

  /** What is known is no longer so. */
  void forget() {
    known = null;
  }

  /** A worker does not answer: known before the question that is under way comes back. */
  void notAnswering(int worker, int pid) {
    change(worker, pid, RunState.NOT_ANSWERING);
  }

  /** A worker answers again. */
  void answering(int worker, int pid) {
    change(worker, pid, RunState.RUNNING);
  }

  private void change(int worker, int pid, RunState state) {
    Known before = known;
    if (before != null) {
      known =
          new Known(
              before.workers().stream()
                  .map(
                      info ->
                          info.getId() == worker && info.getPid() == pid
                              ? info.toBuilder().setRunState(state).build()
                              : info)
                  .toList(),
              before.at());
    }
  }

  void tell(Labels labels, FamilySink sink) {
    Known now = known;
    if (now == null) {
      return;
    }
    Map<RunState, Integer> counts = new EnumMap<>(RunState.class);
    for (RunState state : RunState.values()) {
      counts.put(state, 0);
    }
    for (WorkerInfo worker : now.workers()) {
      counts.merge(worker.getRunState(), 1, Integer::sum);
      if (worker.getRunState() != RunState.STOPPED) {
        Labels which =
            labels
                .and("worker_id", Integer.toString(worker.getId()))
                .and("pid", Integer.toString(worker.getPid()))
                .and("state", text(worker.getRunState()));
        sink.value(OwnFamilies.WORKER_STATE, which, 1);
      }
    }
    counts.forEach(
        (state, count) -> sink.value(OwnFamilies.WORKERS, labels.and("state", text(state)), count));
    sink.value(OwnFamilies.WORKERS_AGE, labels, (System.nanoTime() - now.at()) / 1_000_000);
  }

  private static String text(RunState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
