package io.sozu.client.internal.osgi;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.status.ConnectorStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The status of a configuration: of its client, and of what is wrong with the configuration itself.
 * Written by the component, read from anywhere.
 */
final class ServiceStatus implements ConnectorStatus {
  private final Instant created = Instant.now();
  private volatile String instance;
  private volatile @Nullable ConnectorStatus client;
  private volatile @Nullable Problem refused;

  ServiceStatus(String instance) {
    this.instance = instance;
  }

  /** The configuration is in force. */
  void inForce(OwnedSozuClient running) {
    client = running.status();
    instance = running.instance();
    refused = null;
  }

  /** The configuration is not in force; what was before it still is. */
  void refused(String why) {
    refused = new Problem(Instant.now(), "configuration refused: " + why);
  }

  @Override
  public String connector() {
    return "client";
  }

  @Override
  public String instance() {
    return instance;
  }

  @Override
  public Health health() {
    ConnectorStatus running = client;
    if (running == null) {
      return Health.NOT_READY;
    }
    return refused != null && running.health() == Health.READY ? Health.DEGRADED : running.health();
  }

  @Override
  public Instant since() {
    Problem problem = refused;
    if (problem != null) {
      return problem.at();
    }
    ConnectorStatus running = client;
    return running == null ? created : running.since();
  }

  @Override
  public String summary() {
    Problem problem = refused;
    ConnectorStatus running = client;
    if (running == null) {
      return problem == null ? "not configured" : problem.what();
    }
    return problem == null
        ? running.summary()
        : problem.what() + "; the one before is in force: " + running.summary();
  }

  @Override
  public Map<String, Number> figures() {
    ConnectorStatus running = client;
    return running == null ? Map.of() : running.figures();
  }

  @Override
  public Set<String> gauges() {
    ConnectorStatus running = client;
    return running == null ? Set.of() : running.gauges();
  }

  @Override
  public Optional<Problem> lastProblem() {
    Problem problem = refused;
    if (problem != null) {
      return Optional.of(problem);
    }
    ConnectorStatus running = client;
    return running == null ? Optional.empty() : running.lastProblem();
  }
}
