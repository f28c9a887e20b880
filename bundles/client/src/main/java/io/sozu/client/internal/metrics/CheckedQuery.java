package io.sozu.client.internal.metrics;

import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.WorkerMetrics;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A caller's own query of some clusters' metrics. How large the answer will be depends on how many
 * backends have metrics, which only the workers know: so they are counted first, by a question for
 * a name that no metric has. One cluster of 3,000 backends at backend detail would wedge the
 * workers.
 */
final class CheckedQuery {
  private final Exchange wire;
  private final Turns turns;
  private final NameSizes sizes;

  CheckedQuery(Exchange wire, Turns turns, NameSizes sizes) {
    this.wire = wire;
    this.turns = turns;
    this.sizes = sizes;
  }

  CompletableFuture<Response> send(
      Request request, int maxFrame, Deadline deadline, Consumer<Response> processing) {
    QueryMetricsOptions query = request.getQueryMetrics();
    return turns.take(
        () ->
            wire.send(Queries.clusters(query.getClusterIdsList(), Queries.NO_NAME), deadline)
                .thenCompose(
                    counted -> {
                      check(counted, query, maxFrame);
                      return wire.send(request, deadline, processing);
                    }));
  }

  private void check(Response counted, QueryMetricsOptions query, int maxFrame) {
    int workers = Math.max(1, counted.getContent().getMetrics().getWorkersCount());
    Reckoning reckoning = new Reckoning(maxFrame, workers);
    long worst = 0;
    long rows = 0;
    for (WorkerMetrics worker : counted.getContent().getMetrics().getWorkersMap().values()) {
      int entries = 0;
      for (ClusterMetrics cluster : worker.getClustersMap().values()) {
        entries += cluster.getBackendsCount();
      }
      int clusters = worker.getClustersCount();
      long each =
          (long) clusters * entry(query, Reckoning.CLUSTER)
              + (long) entries * entry(query, Reckoning.BACKEND);
      worst = Math.max(worst, worker.getSerializedSize() + each);
      rows = Math.max(rows, entries);
    }
    if (!reckoning.fitsAlone(worst, query.getWorkers() ? worst : 0)) {
      throw new UnsafeRequest(
          "QueryMetrics of "
              + query.getClusterIdsCount()
              + " clusters with metrics of "
              + rows
              + " backends may answer "
              + worst
              + " bytes, near or above what a worker can send ("
              + maxFrame
              + "); use metrics().collect()");
    }
  }

  /** What one entry takes at worst when only the wanted names are in it. */
  private long entry(QueryMetricsOptions query, int everything) {
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
