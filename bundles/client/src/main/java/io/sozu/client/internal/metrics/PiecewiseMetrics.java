package io.sozu.client.internal.metrics;

import io.sozu.client.Metrics;
import io.sozu.client.MetricsQuery;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.StateRead;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.AvailableMetrics;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.MetricsConfiguration;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The metrics of one client. Thread-safe. */
public final class PiecewiseMetrics implements Metrics {
  /** Of so many clusters a worker lists the names of metrics without a pause that traffic feels. */
  private static final int FEW = 500;

  private final Wire wire;
  private final ClusterIds clusterIds;
  private final Memory memory;
  private final Turns turns = new Turns();

  /**
   * @param state through which the ids of the clusters are read
   */
  public PiecewiseMetrics(Wire wire, StateRead state) {
    this.wire = wire;
    this.clusterIds = new ClusterIds(wire, state);
    this.memory = new Memory(wire.options().metricsPieceTime().toNanos());
  }

  @Override
  public CompletionStage<Collected> collect(MetricsQuery query, MetricsSink sink) {
    return new Collecting(wire, turns, clusterIds, memory, query, sink).start();
  }

  /** The ids of all clusters; fails where Sōzu cannot write its state for us. */
  public CompletionStage<List<String>> clusterIds() {
    return clusterIds
        .exact(Deadline.in(wire.options().requestTimeout()))
        .thenApply(ClusterTable::configured);
  }

  /**
   * Sends a caller's own query of some clusters' metrics, unless its answer may harm a worker; then
   * it fails with {@link io.sozu.client.UnsafeRequest}.
   */
  public CompletableFuture<Response> send(
      Request query, Deadline deadline, Consumer<Response> processing) {
    CompletableFuture<Response> result = new CompletableFuture<>();
    CompletableFuture<?> unused =
        new CheckedQuery(wire, turns, memory.sizes)
            .send(query, wire.maxFrame(), deadline, processing)
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null) {
                    result.complete(answer);
                  } else {
                    result.completeExceptionally(Collecting.unwrapped(failure));
                  }
                });
    return result;
  }

  @Override
  public CompletionStage<AvailableMetrics> available() {
    Duration timeout = wire.options().requestTimeout();
    Deadline deadline = Deadline.in(timeout);
    return clusterIds
        .table(deadline)
        .thenCompose(table -> table.size() <= FEW ? listed(deadline) : gathered(timeout));
  }

  private CompletionStage<AvailableMetrics> listed(Deadline deadline) {
    return turns
        .take(() -> wire.send(Queries.names(), deadline))
        .thenApply(answer -> answer.getContent().getAvailableMetrics());
  }

  private CompletionStage<AvailableMetrics> gathered(Duration timeout) {
    NameGathering names = new NameGathering();
    return collect(MetricsQuery.all(timeout), names::take).thenApply(any -> names.names());
  }

  @Override
  public CompletionStage<Response> configure(MetricsConfiguration configuration) {
    return wire.send(
        Request.newBuilder().setConfigureMetrics(configuration).build(),
        Deadline.in(wire.options().requestTimeout()));
  }

  @Override
  public CompletionStage<DetailLease> leaseDetail(
      MetricDetail detail, Duration ttl, String reason) {
    return Lease.take(wire, detail, ttl, reason).thenApply(lease -> lease);
  }
}
