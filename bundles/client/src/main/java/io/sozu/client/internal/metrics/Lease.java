package io.sozu.client.internal.metrics;

import io.sozu.client.ClientClosed;
import io.sozu.client.Metrics.DetailLease;
import io.sozu.client.RefusedByWorkers;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Promise;
import io.sozu.client.internal.wire.Wire;
import io.sozu.client.internal.wire.Wire.Dedicated;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.SetMetricDetail;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A raised detail of metrics. Sōzu binds it to the process and the connection that took it: from
 * another connection it answers OK and does nothing. So after a lost connection {@link #renew}
 * takes a new lease under a new name, and the old one runs out. Thread-safe.
 */
final class Lease implements DetailLease {
  private static final long LONGEST_SECONDS = 300;

  private final Wire wire;
  private final MetricDetail detail;
  private final int seconds;
  private final String reason;

  /** Renewals and the end, one after the other. */
  private CompletableFuture<Held> held;

  private boolean closed;

  private Lease(Wire wire, MetricDetail detail, int seconds, String reason) {
    this.wire = wire;
    this.detail = detail;
    this.seconds = seconds;
    this.reason = reason;
    this.held = take();
  }

  /** The connection that holds the lease, and the name it has there. */
  private record Held(Dedicated connection, String name) {}

  static CompletableFuture<Lease> take(
      Wire wire, MetricDetail detail, Duration ttl, String reason) {
    long seconds = ttl.toSeconds();
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw new IllegalArgumentException("ttl=" + ttl + " is outside 1 s..300 s");
    }
    Lease lease = new Lease(wire, detail, (int) seconds, reason);
    return lease.held.thenApply(any -> lease);
  }

  @Override
  public synchronized CompletableFuture<Void> renew() {
    if (closed) {
      return CompletableFuture.failedFuture(new ClientClosed("the lease was given back"));
    }
    held =
        held.handle((last, failure) -> last)
            .thenCompose(
                last -> last == null || last.connection.gone().isDone() ? take() : apply(last));
    return Promise.of(held.thenAccept(any -> {}), wire.callbacks());
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    CompletableFuture<?> unused =
        held.thenCompose(
            last ->
                last.connection
                    .send(clear(last), soon())
                    .whenComplete((answer, failure) -> last.connection.close()));
  }

  private CompletableFuture<Held> take() {
    // At most 64 bytes. Unique, or a lease of an earlier connection would refuse this one.
    String name =
        "sozu-java:"
            + ProcessHandle.current().pid()
            + ":"
            + Long.toHexString(ThreadLocalRandom.current().nextLong());
    return wire.dedicated(soon()).thenCompose(connection -> apply(new Held(connection, name)));
  }

  private CompletableFuture<Held> apply(Held holder) {
    return holder
        .connection
        .send(request(holder.name), soon())
        .thenApply(
            answer -> {
              check(answer);
              return holder;
            })
        .whenComplete(
            (any, failure) -> {
              if (failure != null) {
                holder.connection.close();
              }
            });
  }

  /** The effective detail of the answer is the main process's; only workers tell the truth. */
  private void check(Response answer) {
    boolean raised =
        answer.getContent().getMetricDetailStatus().getWorkersMap().values().stream()
            .anyMatch(worker -> worker.getEffective().getNumber() >= detail.getNumber());
    if (!raised) {
      throw new RefusedByWorkers(answer, Map.of());
    }
  }

  private Request request(String name) {
    return Request.newBuilder()
        .setSetMetricDetail(
            SetMetricDetail.newBuilder()
                .setClientId(name)
                .setDetail(detail)
                .setTtlSeconds(seconds)
                .setReason(reason))
        .build();
  }

  private static Request clear(Held held) {
    return Request.newBuilder()
        .setSetMetricDetail(SetMetricDetail.newBuilder().setClientId(held.name).setClear(true))
        .build();
  }

  private Deadline soon() {
    return Deadline.in(wire.options().requestTimeout());
  }
}
