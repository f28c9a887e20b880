package io.sozu.client.internal.metrics;

import io.sozu.client.ClientClosed;
import io.sozu.client.Metrics;
import io.sozu.client.MetricsQuery;
import io.sozu.client.PoolExhausted;
import io.sozu.client.internal.exchange.Worker;
import io.sozu.client.internal.wire.Answering;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Promise;
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
import java.util.function.Function;

/** The metrics of one client. Thread-safe. */
public final class PiecewiseMetrics implements Metrics, AutoCloseable {
  /** Of so many clusters a worker lists the names of metrics without a pause that traffic feels. */
  private static final int FEW = 500;

  /** Sinks that may be at work at a time. */
  private static final int MOST_SINKS = 32;

  private final Wire wire;
  private final ClusterIds clusterIds;
  private final Memory memory;
  private final Turns turns;
  private final Worker threads;

  /**
   * @param state through which the ids of the clusters are read
   */
  public PiecewiseMetrics(Wire wire, StateRead state) {
    this.wire = wire;
    this.turns = new Turns(wire);
    this.clusterIds = new ClusterIds(wire, state);
    this.memory = new Memory(wire.options().metricsPieceTime().toNanos());
    this.threads = Worker.withThreads("sozu-" + wire.options().instance() + "-collect", MOST_SINKS);
  }

  @Override
  public CompletionStage<Collected> collect(MetricsQuery query, MetricsSink sink) {
    return told(collected(query, sink));
  }

  private CompletableFuture<Collected> collected(MetricsQuery query, MetricsSink sink) {
    return new Collecting(wire, this::onThread, turns, clusterIds, memory, query, sink).start();
  }

  private void onThread(Runnable sink) {
    if (!threads.offer(sink)) {
      throw threads.isClosed()
          ? new ClientClosed("the client of " + wire.options().instance() + " is closed")
          : new PoolExhausted(MOST_SINKS + " of " + MOST_SINKS + " sinks are at work");
    }
  }

  /** What the client's own future ends with, for a caller. */
  private <T> CompletionStage<T> told(CompletionStage<T> own) {
    return Promise.of(own.toCompletableFuture(), wire.callbacks());
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
    Answering answer = new Answering(wire.callbacks(), processing);
    CheckedQuery checked = new CheckedQuery(wire, turns, memory.sizes, query, deadline);
    answer.follow(checked.send(answer.listener()), Function.identity());
    return answer;
  }

  @Override
  public CompletionStage<AvailableMetrics> available() {
    Deadline deadline = Deadline.in(wire.options().requestTimeout());
    return told(
        clusterIds
            .table(deadline)
            .thenCompose(
                table -> table.size() <= FEW ? listed(deadline) : gathered(deadline.remaining())));
  }

  private CompletionStage<AvailableMetrics> listed(Deadline deadline) {
    return turns
        .take(deadline, arrived -> wire.send(Queries.names(), deadline))
        .thenApply(answer -> answer.response().getContent().getAvailableMetrics());
  }

  private CompletionStage<AvailableMetrics> gathered(Duration timeout) {
    NameGathering names = new NameGathering();
    return collected(MetricsQuery.all(timeout), names::take).thenApply(any -> names.names());
  }

  @Override
  public CompletionStage<Response> configure(MetricsConfiguration configuration) {
    return wire.callers()
        .send(
            Request.newBuilder().setConfigureMetrics(configuration).build(),
            Deadline.in(wire.options().requestTimeout()));
  }

  @Override
  public CompletionStage<DetailLease> leaseDetail(
      MetricDetail detail, Duration ttl, String reason) {
    return told(Lease.take(wire, detail, ttl, reason).thenApply(lease -> lease));
  }

  /** Ends the threads of collections; the wire is closed by then. */
  @Override
  public void close() {
    threads.close();
  }
}
