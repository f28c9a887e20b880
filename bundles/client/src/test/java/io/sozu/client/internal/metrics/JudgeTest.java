package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.internal.wire.Deadline;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.protocol.command.WorkerInfos;
import io.sozu.protocol.command.WorkerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two workers that both gave the first answer; of two clusters only worker 0 answers later. */
final class JudgeTest {
  private static final List<String> IDS = List.of("a", "b");
  private static final long QUICK = 1;
  private static final long WAITED = 10_000_000_000L;

  private final Crew crew = new Crew(() -> 2_000_000);
  private final List<String> incomplete = new ArrayList<>();

  @BeforeEach
  void meet() {
    WorkerInfos.Builder workers = WorkerInfos.newBuilder();
    for (int worker = 0; worker < 2; worker++) {
      workers.addVec(WorkerInfo.newBuilder().setId(worker).setPid(1).setRunState(RunState.RUNNING));
    }
    crew.met(answer(Piece.WORKERS, ResponseContent.newBuilder().setWorkers(workers), QUICK));
    crew.answered(
        answer(
            Piece.proxy(List.of()),
            metrics(WorkerMetrics.getDefaultInstance(), WorkerMetrics.getDefaultInstance()),
            QUICK));
  }

  @Test
  void whatWaitedForAWorkerInVainLacksIt() {
    Judge judge = judge(Deadline.in(Duration.ofMinutes(1)));

    assertThat(judge.judge(ofFirstWorker(WAITED))).as("is given as it is").isTrue();

    assertThat(judge.lacking()).containsExactly("1");
    assertThat(incomplete).singleElement().asString().contains("worker 1 does not answer");
  }

  @Test
  void whatThereIsNoTimeToSplitLacksTheWorker() {
    Judge judge = judge(Deadline.in(Duration.ZERO));

    assertThat(judge.judge(ofFirstWorker(QUICK))).as("is given as it is").isTrue();

    assertThat(judge.lacking()).containsExactly("1");
  }

  @Test
  void whatIsWholeLacksNobodyAlsoAfterWhatDoes() {
    Judge judge = judge(Deadline.in(Duration.ZERO));
    judge.judge(ofFirstWorker(QUICK));

    judge.judge(answer(Piece.clusters(IDS, List.of()), metrics(both(), both()), QUICK));

    assertThat(judge.lacking()).isEmpty();
  }

  private Judge judge(Deadline splitting) {
    ClusterTable.Builder clusters = new ClusterTable.Builder();
    IDS.forEach(clusters::cluster);
    ClusterTable table = clusters.build();
    Memory memory = new Memory(1_000_000);
    PieceSize size = memory.pieceSize;
    Plan plan = new Plan(table, IDS, List.of(), memory, size, incomplete::add);
    return new Judge(table, plan, List.of(), memory, size, crew, splitting, incomplete::add);
  }

  private static Answer ofFirstWorker(long nanos) {
    return answer(Piece.clusters(IDS, List.of()), metrics(both()), nanos);
  }

  private static WorkerMetrics both() {
    WorkerMetrics.Builder worker = WorkerMetrics.newBuilder();
    IDS.forEach(id -> worker.putClusters(id, VirtualSozu.series(1)));
    return worker.build();
  }

  private static ResponseContent.Builder metrics(WorkerMetrics... workers) {
    AggregatedMetrics.Builder metrics = AggregatedMetrics.newBuilder();
    for (int worker = 0; worker < workers.length; worker++) {
      metrics.putWorkers(Integer.toString(worker), workers[worker]);
    }
    return ResponseContent.newBuilder().setMetrics(metrics);
  }

  private static Answer answer(Piece piece, ResponseContent.Builder content, long nanos) {
    return new Answer(
        piece,
        Response.newBuilder()
            .setStatus(ResponseStatus.OK)
            .setMessage("")
            .setContent(content)
            .build(),
        nanos);
  }
}
