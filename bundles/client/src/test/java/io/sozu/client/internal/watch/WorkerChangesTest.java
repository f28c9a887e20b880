package io.sozu.client.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.event.SozuEvent;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkerChangesTest {
  private static final Instant AT = Instant.EPOCH;
  private final WorkerChanges changes = new WorkerChanges();

  private static WorkerInfo worker(int id, int pid, RunState state) {
    return WorkerInfo.newBuilder().setId(id).setPid(pid).setRunState(state).build();
  }

  private static WorkerInfo running(int id) {
    return worker(id, 100 + id, RunState.RUNNING);
  }

  private static WorkerInfo silent(int id) {
    return worker(id, 100 + id, RunState.NOT_ANSWERING);
  }

  @Test
  void theFirstLookTellsOnlyWhoDoesNotAnswer() {
    assertThat(changes.status(List.of(running(0), silent(1)), AT))
        .containsExactly(new SozuEvent.WorkerNotAnswering(AT, 1, 101));
  }

  @Test
  void aReplacedWorkerIsOneLostAndOneStarted() {
    changes.status(List.of(running(0), running(1)), AT);

    assertThat(
            changes.status(List.of(running(0), worker(1, 101, RunState.STOPPED), running(2)), AT))
        .containsExactly(
            new SozuEvent.WorkerLost(AT, 1, 101), new SozuEvent.WorkerStarted(AT, 2, 102));
    assertThat(
            changes.status(List.of(running(0), worker(1, 101, RunState.STOPPED), running(2)), AT))
        .isEmpty();
  }

  @Test
  void aRestartedSozuHasOtherWorkersWithTheSameIds() {
    changes.status(List.of(running(0)), AT);

    assertThat(changes.status(List.of(worker(0, 900, RunState.RUNNING)), AT))
        .containsExactly(
            new SozuEvent.WorkerLost(AT, 0, 100), new SozuEvent.WorkerStarted(AT, 0, 900));
  }

  @Test
  void aListDoesNotMakeASilentWorkerAnswer() {
    changes.status(List.of(running(0), silent(1)), AT);

    assertThat(changes.list(List.of(running(0), running(1)), AT)).isEmpty();
    assertThat(changes.status(List.of(running(0), running(1)), AT))
        .containsExactly(new SozuEvent.WorkerAnswering(AT, 1, 101));
  }

  @Test
  void aStatusAskedBeforeAListForgetsNoNewWorker() {
    changes.status(List.of(running(0)), AT);
    changes.list(List.of(running(0), running(1)), AT);

    assertThat(changes.olderStatus(List.of(silent(0)), AT))
        .containsExactly(new SozuEvent.WorkerNotAnswering(AT, 0, 100));
  }

  @Test
  void aDrainingWorkerIsNotLostYet() {
    changes.status(List.of(running(0)), AT);

    assertThat(changes.status(List.of(worker(0, 100, RunState.STOPPING)), AT)).isEmpty();
    assertThat(changes.status(List.of(worker(0, 100, RunState.STOPPED)), AT))
        .containsExactly(new SozuEvent.WorkerLost(AT, 0, 100));
  }
}
