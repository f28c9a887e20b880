package io.sozu.client.internal.metrics;

import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.metrics.Turns.Answered;
import io.sozu.client.internal.wire.Chain;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.WorkerMetrics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A caller's own query of some clusters' metrics. How large the answer will be depends on how many
 * backends have metrics, which only the workers know: so they are counted first, by a question for a
 * name that no metric has. One cluster of 3,000 backends at backend detail would wedge the workers.
 * Used once.
 */
final class CheckedQuery {
  private final Wire wire;
  private final Turns turns;
  private final NameSizes sizes;
  private final Request request;
  private final QueryMetricsOptions query;
  private final List<String> ids;
  private final Deadline deadline;
  private final Chain<Response> chain = new Chain<>();

  /** Bytes that a worker may answer at worst to the clusters counted so far. */
  private long worst;

  private int rows;
  private int workers = 1;

  CheckedQuery(Wire wire, Turns turns, NameSizes sizes, Request request, Deadline deadline) {
    this.wire = wire;
    this.turns = turns;
    this.sizes = sizes;
    this.request = request;
    this.query = request.getQueryMetrics();
    this.ids = List.copyOf(new LinkedHashSet<>(query.getClusterIdsList()));
    this.deadline = deadline;
  }

  /** The answer; fails with {@link UnsafeRequest} when it may be too large. */
  CompletableFuture<Response> send(Consumer<Response> processing) {
    return chain.upTo(counted(processing));
  }

  private CompletableFuture<Response> counted(Consumer<Response> processing) {
    Request count = Queries.clusters(ids, Queries.NO_NAME);
    return chain
        .step(turns.take(deadline, () -> wire.send(count, deadline)))
        .thenCompose(
            counted -> {
              add(counted.response().getContent().getMetrics());
              check();
              return chain.step(
                  turns.take(deadline, () -> wire.send(request, deadline, processing)));
            })
        .thenApply(Answered::response);
  }

  /** Adds what the largest worker has. */
  private void add(AggregatedMetrics counted) {
    long most = 0;
    int mostEntries = 0;
    for (WorkerMetrics worker : counted.getWorkersMap().values()) {
      int entries =
          worker.getClustersMap().values().stream()
              .mapToInt(ClusterMetrics::getBackendsCount)
              .sum();
      long each =
          (long) worker.getClustersCount() * entry(Reckoning.CLUSTER)
              + (long) entries * entry(Reckoning.BACKEND);
      most = Math.max(most, worker.getSerializedSize() + each);
      mostEntries = Math.max(mostEntries, entries);
    }
    worst += most;
    rows += mostEntries;
    workers = Math.max(workers, counted.getWorkersCount());
  }

  private void check() {
    int maxFrame = wire.maxFrame();
    if (!new Reckoning(maxFrame, workers).fitsAlone(worst, query.getWorkers() ? worst : 0)) {
      throw new UnsafeRequest(
          "QueryMetrics of "
              + ids.size()
              + " clusters with metrics of "
              + rows
              + " backends or more may answer "
              + worst
              + " bytes, near or above what a worker can send ("
              + maxFrame
              + "); use metrics().collect()");
    }
  }

  /** What one entry takes at worst when only the wanted names are in it. */
  private long entry(int everything) {
    if (query.getMetricNamesCount() == 0) {
      return everything;
    }
    long wanted = 0;
    for (String name : query.getMetricNamesList()) {
      wanted += sizes.most(name);
    }
    return Math.min(everything, wanted);
  }
}
