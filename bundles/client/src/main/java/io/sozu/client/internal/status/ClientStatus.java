package io.sozu.client.internal.status;

import io.sozu.client.status.ConnectorStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether Sōzu is reached, since when, and what went wrong last. Logs each change once. */
public final class ClientStatus implements ConnectorStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ClientStatus.class);

  private record Now(Health health, Instant since, String summary) {}

  private final String instance;
  private final Supplier<Map<String, Number>> figures;
  private volatile Now now = new Now(Health.NOT_READY, Instant.now(), "not yet connected to Sōzu");
  private volatile @Nullable Problem lastProblem;
  private volatile String concern = "";

  public ClientStatus(String instance, Supplier<Map<String, Number>> figures) {
    this.instance = instance;
    this.figures = figures;
  }

  /** The first connection is there, or the last is gone. */
  public synchronized void reachable(boolean is) {
    if (is) {
      LOG.info("{}: connected to Sōzu", instance);
      now = healthy();
    } else {
      LOG.warn("{}: lost Sōzu", instance);
      problem("lost every connection to Sōzu");
      now = new Now(Health.NOT_READY, Instant.now(), "no connection to Sōzu");
    }
  }

  /** Something went wrong; told until the next. */
  public void problem(String what) {
    lastProblem = new Problem(Instant.now(), what);
  }

  /** Something that somebody should look at for as long as it lasts; empty when it is over. */
  public synchronized void concern(String what) {
    if (what.equals(concern)) {
      return;
    }
    concern = what;
    if (!what.isEmpty()) {
      LOG.warn("{}: {}", instance, what);
      problem(what);
    }
    if (now.health() != Health.NOT_READY) {
      now = healthy();
    }
  }

  private Now healthy() {
    return concern.isEmpty()
        ? new Now(Health.READY, Instant.now(), "connected to Sōzu")
        : new Now(Health.DEGRADED, Instant.now(), concern);
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
    return now.health();
  }

  @Override
  public Instant since() {
    return now.since();
  }

  @Override
  public String summary() {
    return now.summary();
  }

  @Override
  public Map<String, Number> figures() {
    return figures.get();
  }

  @Override
  public Optional<Problem> lastProblem() {
    return Optional.ofNullable(lastProblem);
  }
}
