package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.ClientClosed;
import io.sozu.client.RefusedByWorkers;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.ScriptedWire;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.MetricDetailStatus;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.SetMetricDetail;
import io.sozu.protocol.command.WorkerMetricDetailStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LeaseTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final List<Own> connections = new CopyOnWriteArrayList<>();
  private volatile MetricDetail effective = MetricDetail.DETAIL_BACKEND;

  private final ScriptedWire wire =
      new ScriptedWire((request, processing) -> Response.getDefaultInstance()) {
        @Override
        public CompletableFuture<Dedicated> dedicated(Deadline deadline) {
          Own own = new Own();
          connections.add(own);
          return CompletableFuture.completedFuture(own);
        }
      };

  @AfterEach
  void close() {
    wire.close();
  }

  /** A connection of its own that grants what {@link #effective} says. */
  private final class Own implements Wire.Dedicated {
    final List<SetMetricDetail> sent = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> gone = new CompletableFuture<>();

    @Override
    public CompletableFuture<Response> send(
        Request request, Deadline deadline, Consumer<Response> processing) {
      sent.add(request.getSetMetricDetail());
      WorkerMetricDetailStatus worker =
          WorkerMetricDetailStatus.newBuilder()
              .setConfigured(MetricDetail.DETAIL_CLUSTER)
              .setEffective(effective)
              .setPreviousEffective(MetricDetail.DETAIL_CLUSTER)
              .setActiveLeaseCount(1)
              .build();
      MetricDetailStatus status =
          MetricDetailStatus.newBuilder()
              .setConfigured(MetricDetail.DETAIL_CLUSTER)
              // The main process has no leases and says so.
              .setEffective(MetricDetail.DETAIL_CLUSTER)
              .setPreviousEffective(MetricDetail.DETAIL_CLUSTER)
              .putWorkers("0", worker)
              .build();
      return CompletableFuture.completedFuture(
          Response.newBuilder()
              .setStatus(ResponseStatus.OK)
              .setMessage("")
              .setContent(ResponseContent.newBuilder().setMetricDetailStatus(status))
              .build());
    }

    @Override
    public CompletableFuture<Void> gone() {
      return gone;
    }

    @Override
    public void close() {
      gone.complete(null);
    }
  }

  private Lease take() {
    return Lease.take(wire, MetricDetail.DETAIL_BACKEND, MINUTE, "test").join();
  }

  @Test
  void itIsRenewedOnItsConnectionAndGivenBackThere() {
    Lease lease = take();
    lease.renew().join();
    lease.close();

    assertThat(connections).hasSize(1);
    List<SetMetricDetail> sent = connections.get(0).sent;
    assertThat(sent).extracting(SetMetricDetail::getClear).containsExactly(false, false, true);
    assertThat(sent)
        .extracting(SetMetricDetail::getClientId)
        .containsOnly(sent.get(0).getClientId());
    assertThat(sent.get(0).getTtlSeconds()).isEqualTo(60);
    assertThat(connections.get(0).gone).isDone();
  }

  @Test
  void afterALostConnectionItIsTakenAgainUnderAnotherName() {
    Lease lease = take();
    connections.get(0).close();

    lease.renew().join();

    assertThat(connections).hasSize(2);
    assertThat(connections.get(1).sent.get(0).getClientId())
        .isNotEqualTo(connections.get(0).sent.get(0).getClientId());
  }

  @Test
  void aDetailThatNoWorkerRaisedIsAFailureAlthoughSozuSaysOk() {
    effective = MetricDetail.DETAIL_CLUSTER;

    assertThatThrownBy(this::take).hasCauseInstanceOf(RefusedByWorkers.class);
    assertThat(connections.get(0).gone).isDone();
  }

  @Test
  void givenBackItCannotBeRenewed() {
    Lease lease = take();
    lease.close();
    lease.close();

    assertThatThrownBy(() -> lease.renew().join()).hasCauseInstanceOf(ClientClosed.class);
    assertThat(connections.get(0).sent).hasSize(2);
  }

  @Test
  void sozuKeepsALeaseForAtMostFiveMinutes() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Lease.take(wire, MetricDetail.DETAIL_BACKEND, Duration.ofMinutes(6), "test"))
        .withMessageContaining("PT6M");
  }
}
