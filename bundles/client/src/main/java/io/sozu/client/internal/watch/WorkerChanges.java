package io.sozu.client.internal.watch;

import io.sozu.client.event.SozuEvent;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of the workers, from one look to the next. Not thread-safe. */
final class WorkerChanges {
  /** A worker is one process: after a restart of Sōzu the same id is another worker. */
  private record Worker(int id, int pid) {}

  private @Nullable Map<Worker, RunState> known;

  /**
   * Takes what the workers themselves answered.
   *
   * @return what changed; at the first look only who does not answer
   */
  List<SozuEvent> status(Collection<WorkerInfo> infos, Instant at) {
    return change(alive(infos), at);
  }

  /**
   * Takes what the main process lists, which tells nothing of whether they answer: a worker that
   * did not stays so.
   */
  List<SozuEvent> list(Collection<WorkerInfo> infos, Instant at) {
    Map<Worker, RunState> before = known;
    if (before == null) {
      return List.of();
    }
    Map<Worker, RunState> now = alive(infos);
    now.replaceAll((worker, listed) -> before.getOrDefault(worker, RunState.RUNNING));
    return change(now, at);
  }

  /** Takes a status that was asked before the last list: it says nothing of who came and went. */
  List<SozuEvent> olderStatus(Collection<WorkerInfo> infos, Instant at) {
    Map<Worker, RunState> before = known;
    if (before == null) {
      return status(infos, at);
    }
    Map<Worker, RunState> answered = alive(infos);
    Map<Worker, RunState> now = new LinkedHashMap<>(before);
    now.replaceAll(answered::getOrDefault);
    return change(now, at);
  }

  private static Map<Worker, RunState> alive(Collection<WorkerInfo> infos) {
    Map<Worker, RunState> alive = new LinkedHashMap<>();
    for (WorkerInfo info : infos) {
      if (info.getRunState() != RunState.STOPPED) {
        alive.put(new Worker(info.getId(), info.getPid()), info.getRunState());
      }
    }
    return alive;
  }

  private List<SozuEvent> change(Map<Worker, RunState> now, Instant at) {
    Map<Worker, RunState> before = known == null ? now : known;
    List<SozuEvent> events = new ArrayList<>();
    before.forEach(
        (worker, state) -> {
          if (!now.containsKey(worker)) {
            events.add(new SozuEvent.WorkerLost(at, worker.id, worker.pid));
          }
        });
    now.forEach(
        (worker, state) -> {
          if (!before.containsKey(worker)) {
            events.add(new SozuEvent.WorkerStarted(at, worker.id, worker.pid));
          }
          boolean silentBefore = known != null && before.get(worker) == RunState.NOT_ANSWERING;
          boolean silent = state == RunState.NOT_ANSWERING;
          if (silent && !silentBefore) {
            events.add(new SozuEvent.WorkerNotAnswering(at, worker.id, worker.pid));
          } else if (!silent && silentBefore) {
            events.add(new SozuEvent.WorkerAnswering(at, worker.id, worker.pid));
          }
        });
    known = now;
    return events;
  }
}
