package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.testkit.internal.metrics.WorkerMetricsModel;
import io.sozu.testkit.internal.state.ConfigState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The workers that run and those that have run. On the loop's thread only. */
final class Workers {
  /** Above every process id of Linux (4,194,304), so that no test ends a process by mistake. */
  private static final AtomicInteger PIDS = new AtomicInteger(2_000_000_000);

  private static final Duration REPLACEMENT = Duration.ofMillis(50);

  private final EventLoop loop;
  private final EventBoard events;
  private final ConfigState main;
  private final int maxBuffer;
  private final Consumer<String> log;
  private final List<Worker> all = new ArrayList<>();

  Workers(
      EventLoop loop, EventBoard events, ConfigState main, int maxBuffer, Consumer<String> log) {
    this.loop = loop;
    this.events = events;
    this.main = main;
    this.maxBuffer = maxBuffer;
    this.log = log;
  }

  static int newPid() {
    return PIDS.incrementAndGet();
  }

  /** Starts a worker with a copy of the main process's state. */
  Worker launch() {
    int id = all.size();
    WorkerDesk desk =
        new WorkerDesk(new WorkerMetricsModel(), event -> events.tell(Integer.toString(id), event));
    for (Request record : main.records()) {
      desk.answer(record);
    }
    Worker worker = new Worker(id, newPid(), loop, desk, maxBuffer, log);
    all.add(worker);
    log.accept("WRK-0" + id + " worker " + id + " starting...");
    return worker;
  }

  /** Kills a worker; another takes its place a moment later. */
  void kill(int id) {
    running(id).die();
    log.accept("MAIN worker " + id + " died, restarting it");
    loop.schedule(REPLACEMENT, this::launch);
  }

  List<Worker> running() {
    return all.stream().filter(Worker::isRunning).toList();
  }

  Worker running(int id) {
    return all.stream()
        .filter(worker -> worker.id() == id && worker.isRunning())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no worker " + id + " is running"));
  }

  boolean has(int id) {
    return running().stream().anyMatch(worker -> worker.id() == id);
  }

  List<WorkerInfo> infos() {
    return all.stream().map(Worker::info).toList();
  }

  /** What Status begins with: who runs has not answered yet. */
  List<WorkerInfo> unansweredInfos() {
    return infos().stream()
        .map(
            info ->
                info.getRunState() == RunState.RUNNING
                    ? info.toBuilder().setRunState(RunState.NOT_ANSWERING).build()
                    : info)
        .toList();
  }
}
