package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.WorkerMetrics;
import org.junit.jupiter.api.Test;

final class TrafficTest {
  private final Traffic traffic = new Traffic();

  private boolean passed(String name, long one, long other) {
    return traffic.passed(
        AggregatedMetrics.newBuilder()
            .putWorkers("0", worker(name, one))
            .putWorkers("1", worker(name, other))
            .build());
  }

  private static WorkerMetrics worker(String name, long count) {
    return WorkerMetrics.newBuilder()
        .putProxy(name, FilteredMetrics.newBuilder().setCount(count).build())
        .putProxy("client.connections", FilteredMetrics.newBuilder().setGauge(7).build())
        .build();
  }

  @Test
  void whatIsNotKnownIsTraffic() {
    assertThat(passed("bytes_in", 5, 5)).as("nothing to compare with").isTrue();
    assertThat(passed("requests", 5, 5)).as("not counted").isTrue();
    assertThat(passed("requests", 5, 5)).as("still not counted").isTrue();
    assertThat(passed("bytes_in", 5, 5)).as("counted again").isTrue();
  }

  @Test
  void countersThatStandStillAreNone() {
    passed("tcp.requests", 5, 6);

    assertThat(passed("tcp.requests", 5, 6)).isFalse();
    assertThat(passed("tcp.requests", 5, 7)).isTrue();
    assertThat(passed("tcp.requests", 5, 0)).as("a worker was replaced").isTrue();
  }
}
