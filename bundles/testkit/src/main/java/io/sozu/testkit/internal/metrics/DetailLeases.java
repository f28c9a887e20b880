package io.sozu.testkit.internal.metrics;

import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.MetricDetailTransition;
import io.sozu.protocol.command.SetMetricDetail;
import io.sozu.protocol.command.WorkerMetricDetailStatus;
import io.sozu.testkit.internal.state.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Raised details of metrics: each belongs to the connection that took it, until it runs out. */
final class DetailLeases {
  private static final MetricDetail CONFIGURED = MetricDetail.DETAIL_CLUSTER;
  private static final int DEFAULT_TTL = 60;

  private record Lease(String owner, MetricDetail detail, long until) {}

  private final Map<String, Lease> leases = new HashMap<>();

  MetricDetail effective() {
    long now = System.nanoTime();
    leases.values().removeIf(lease -> lease.until - now <= 0);
    return leases.values().stream()
        .map(Lease::detail)
        .filter(detail -> detail.getNumber() > CONFIGURED.getNumber())
        .max(MetricDetail::compareTo)
        .orElse(CONFIGURED);
  }

  WorkerMetricDetailStatus apply(SetMetricDetail request, Consumer<Event> events) throws Refusal {
    MetricDetail previous = effective();
    Lease known = leases.get(request.getClientId());
    if (known != null && !known.owner.equals(request.getPeerSessionUlid())) {
      throw Refusal.of("lease belongs to another peer");
    }
    if (request.getClear()) {
      leases.remove(request.getClientId());
    } else {
      int ttl = request.hasTtlSeconds() ? request.getTtlSeconds() : DEFAULT_TTL;
      long until = System.nanoTime() + ttl * 1_000_000_000L;
      leases.put(
          request.getClientId(),
          new Lease(request.getPeerSessionUlid(), request.getDetail(), until));
    }
    MetricDetail now = effective();
    if (now != previous) {
      events.accept(transition(request, previous, now));
    }
    return WorkerMetricDetailStatus.newBuilder()
        .setConfigured(CONFIGURED)
        .setEffective(now)
        .setPreviousEffective(previous)
        .setActiveLeaseCount(leases.size())
        .build();
  }

  private static Event transition(SetMetricDetail request, MetricDetail from, MetricDetail to) {
    return Event.newBuilder()
        .setKind(EventKind.METRIC_DETAIL_CHANGED)
        .setMetricDetail(
            MetricDetailTransition.newBuilder()
                .setPreviousEffective(from)
                .setEffective(to)
                .setTransitionKind(request.getClear() ? "lease_clear" : "lease_apply")
                .setClientId(request.getClientId()))
        .build();
  }
}
