package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.WorkerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers of workers to one or many requests of a task: finished when all have come, or when
 * the time is up, whichever is first. On the loop's thread only.
 */
final class Gathering {
  /** What to do in the end. */
  interface Finish {
    void finish(Gathering gathering, boolean timedOut);
  }

  /**
   * An answer.
   *
   * @param worker who gave it
   * @param response what it says
   */
  record Answer(int worker, WorkerResponse response) {}

  private final Finish finish;
  private final List<Answer> answers = new ArrayList<>();
  private final Map<Integer, Tally> tallies = new LinkedHashMap<>();
  private EventLoop.@Nullable Timer timer;
  private int expected;
  private int ok;
  private int errors;
  private boolean sealed;
  private boolean finished;

  /** How one request of the task fared. */
  static final class Tally {
    int expected;
    int ok;
  }

  Gathering(Finish finish) {
    this.finish = finish;
  }

  /** Sends a request to workers; their answers count here. */
  void scatter(int entry, Iterable<Worker> workers, io.sozu.protocol.command.Request request) {
    Tally tally = tallies.computeIfAbsent(entry, key -> new Tally());
    for (Worker worker : workers) {
      expected++;
      tally.expected++;
      worker.receive(request, response -> take(tally, new Answer(worker.id(), response)));
    }
  }

  /** Everything is sent: from now on it may finish. */
  void seal(EventLoop loop, Duration timeout) {
    sealed = true;
    if (!finishIfComplete()) {
      timer = loop.schedule(timeout, () -> finish(true));
    }
  }

  private void take(Tally tally, Answer answer) {
    if (finished) {
      return;
    }
    answers.add(answer);
    if (answer.response().getStatus() == ResponseStatus.OK) {
      ok++;
      tally.ok++;
    } else {
      errors++;
    }
    finishIfComplete();
  }

  private boolean finishIfComplete() {
    if (sealed && !finished && ok + errors >= expected) {
      finish(false);
    }
    return finished;
  }

  private void finish(boolean timedOut) {
    finished = true;
    if (timer != null) {
      timer.cancel();
    }
    finish.finish(this, timedOut);
  }

  List<Answer> answers() {
    return answers;
  }

  int expected() {
    return expected;
  }

  int ok() {
    return ok;
  }

  int errors() {
    return errors;
  }

  /** Whether some were asked and none of them took it. */
  boolean nobodyTook(int entry) {
    Tally tally = tallies.get(entry);
    return tally != null && tally.expected > 0 && tally.ok == 0;
  }
}
