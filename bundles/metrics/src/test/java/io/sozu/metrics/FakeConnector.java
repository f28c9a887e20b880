package io.sozu.metrics;

import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.Distribution;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A connector that tells one of everything. */
record FakeConnector(String instance) implements ConnectorStatus {
  @Override
  public String connector() {
    return "pulsar";
  }

  @Override
  public String name() {
    return "first";
  }

  @Override
  public Health health() {
    return Health.DEGRADED;
  }

  @Override
  public Instant since() {
    return Instant.ofEpochSecond(1_700_000_000);
  }

  @Override
  public String summary() {
    return "paused";
  }

  @Override
  public Map<String, Number> figures() {
    return Map.of("received", 7, "dead.lettered", 1, "held", 2, "oldest.waiting.seconds", 1.25);
  }

  @Override
  public Set<String> gauges() {
    return Set.of("held", "oldest.waiting.seconds");
  }

  @Override
  public Map<String, Distribution> distributions() {
    return Map.of(
        "publish.to.applied.seconds",
        new Distribution(List.of(0.01, 0.1), List.of(1L, 1L, 2L), 0.505));
  }

  @Override
  public Optional<Problem> lastProblem() {
    return Optional.empty();
  }
}
