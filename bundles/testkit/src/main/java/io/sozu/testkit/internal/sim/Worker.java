package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.protocol.command.WorkerResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** A worker process: it answers in order, late, never, or is stopped. On the loop's thread only. */
final class Worker {
  private final int id;
  private final int pid;
  private final EventLoop loop;
  private final WorkerDesk desk;
  private final int maxBuffer;
  private final Consumer<String> log;
  private final Deque<Job> inbox = new ArrayDeque<>();
  private final List<Job> unanswered = new ArrayList<>();
  private RunState runState = RunState.RUNNING;
  private boolean paused;
  private boolean wedged;
  private boolean busy;
  private Duration delay = Duration.ZERO;

  private record Job(Request request, Consumer<WorkerResponse> answer) {}

  Worker(int id, int pid, EventLoop loop, WorkerDesk desk, int maxBuffer, Consumer<String> log) {
    this.id = id;
    this.pid = pid;
    this.loop = loop;
    this.desk = desk;
    this.maxBuffer = maxBuffer;
    this.log = log;
  }

  int id() {
    return id;
  }

  WorkerDesk desk() {
    return desk;
  }

  boolean isRunning() {
    return runState == RunState.RUNNING;
  }

  WorkerInfo info() {
    return WorkerInfo.newBuilder().setId(id).setPid(pid).setRunState(runState).build();
  }

  void receive(Request request, Consumer<WorkerResponse> answer) {
    Job job = new Job(request, answer);
    unanswered.add(job);
    inbox.add(job);
    work();
  }

  private void work() {
    if (!busy && !paused && !wedged && isRunning() && !inbox.isEmpty()) {
      busy = true;
      if (delay.isZero()) {
        // Never within receive(): an answer always comes after the question is sent to all.
        loop.execute(this::workOff);
      } else {
        loop.schedule(delay, this::workOff);
      }
    }
  }

  private void workOff() {
    busy = false;
    do {
      if (paused || wedged || !isRunning() || inbox.isEmpty()) {
        return;
      }
      answer(inbox.remove());
    } while (delay.isZero());
    work();
  }

  private void answer(Job job) {
    WorkerResponse response = desk.answer(job.request());
    int size = 8 + response.getSerializedSize();
    if (size > maxBuffer) {
      // The real worker tries to write it for ever and answers nothing more.
      wedged = true;
      log.accept(
          "WRK-0"
              + id
              + " message ("
              + size
              + " bytes) too large for the channel, max "
              + maxBuffer);
      return;
    }
    unanswered.remove(job);
    job.answer().accept(response);
  }

  void pause(boolean value) {
    paused = value;
    work();
  }

  void wedge() {
    wedged = true;
  }

  void delay(Duration value) {
    delay = value;
  }

  /** Ends it; what it did not answer counts as failed. */
  void die() {
    runState = RunState.STOPPED;
    List<Job> orphans = List.copyOf(unanswered);
    unanswered.clear();
    inbox.clear();
    for (Job orphan : orphans) {
      orphan
          .answer()
          .accept(
              WorkerResponse.newBuilder()
                  .setId("")
                  .setStatus(ResponseStatus.FAILURE)
                  .setMessage("worker " + id + " closed before answering")
                  .build());
    }
  }
}
