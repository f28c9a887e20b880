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
 * backends have metrics, which only the workers know: so they are counted first, by questions for a
 * name that no metric has. One cluster of 3,000 backends at backend detail would wedge the workers,
 * and so would counting 400 clusters of 200 at once: an answer without any metric still has the id
 * of each backend (Sōzu 2.3.3). Used once; the questions are asked one after the other.
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

  /** The answer, or {@link UnsafeRequest} as soon as it may be too large. */
  CompletableFuture<Response> send(Consumer<Response> processing) {
    return chain.upTo(countFrom(0, processing));
  }

  /** Counts few clusters at once, as each of them may have many entries, and asks in the end. */
  private CompletableFuture<Response> countFrom(int from, Consumer<Response> processing) {
    if (from >= ids.size()) {
      return chain
          .step(turns.take(deadline, arrived -> wire.send(request, deadline, processing)))
          .thenApply(Answered::response);
    }
    int to = Math.min(ids.size(), from + Plan.PROBED);
    Request count = Queries.clusters(ids.subList(from, to), Queries.NO_NAME);
    return chain
        .step(turns.take(deadline, arrived -> wire.send(count, deadline)))
        .thenCompose(
            counted -> {
              add(counted.response().getContent().getMetrics(), counted.nanos());
              check();
              return countFrom(to, processing);
            });
  }

  /**
   * Adds what the largest worker has. One that lacks a cluster answers nothing here and to the
   * whole query; should it get metrics meanwhile, it is taken to have as many as the others.
   */
  private void add(AggregatedMetrics counted, long nanos) {
    if (counted.getWorkersCount() == 0 && Answer.waited(nanos)) {
      // A worker that is stopped reads the query when it goes on.
      throw new UnsafeRequest(
          "no worker answers how many backends have metrics, so an answer to QueryMetrics may be"
              + " too large; use metrics().collect()");
    }
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
