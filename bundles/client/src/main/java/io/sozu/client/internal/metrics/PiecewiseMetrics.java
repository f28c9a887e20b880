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
import java.util.concurrent.CompletionStage;

/** The metrics of one client. Thread-safe. */
public final class PiecewiseMetrics implements Metrics {
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

  /** The ids of all clusters. */
  public CompletionStage<List<String>> clusterIds() {
    return clusterIds
        .table(Deadline.in(wire.options().requestTimeout()))
        .thenApply(ClusterTable::ids);
  }

  @Override
  public CompletionStage<AvailableMetrics> available() {
    Deadline deadline = Deadline.in(wire.options().requestTimeout());
    return turns
        .take(() -> wire.send(Queries.names(), deadline))
        .thenApply(answer -> answer.getContent().getAvailableMetrics());
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
