package io.sozu.client.internal.status;

import io.sozu.client.internal.pool.Events;
import io.sozu.client.status.ConnectorStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether Sōzu is reached, since when, and what went wrong last. Logs each change once. */
public final class ClientStatus implements ConnectorStatus, Events {
  private static final Logger LOG = LoggerFactory.getLogger(ClientStatus.class);

  private record Now(Health health, Instant since, String summary) {}

  private final String instance;
  private final Supplier<Map<String, Number>> figures;
  private volatile Now now = new Now(Health.NOT_READY, Instant.now(), "not yet connected to Sōzu");
  private volatile @Nullable Problem lastProblem;

  /** What somebody should look at, by topic, for as long as it lasts. */
  private final Map<String, String> concerns = new LinkedHashMap<>();

  public ClientStatus(String instance, Supplier<Map<String, Number>> figures) {
    this.instance = instance;
    this.figures = figures;
  }

  @Override
  public synchronized void reachable() {
    LOG.info("{}: connected to Sōzu", instance);
    now = connected();
  }

  @Override
  public synchronized void unreachable(String why) {
    LOG.warn("{}: no connection to Sōzu, trying on: {}", instance, why);
    problem(why);
    now = new Now(Health.NOT_READY, Instant.now(), "no connection to Sōzu: " + why);
  }

  @Override
  public void silent(String what) {
    concern("silence", what);
  }

  @Override
  public void answering() {
    concern("silence", "");
  }

  /** Something went wrong; told until the next. */
  public void problem(String what) {
    lastProblem = new Problem(Instant.now(), what);
  }

  /**
   * Something that somebody should look at for as long as it lasts.
   *
   * @param topic what it is about; a new text replaces the old one
   * @param what to tell; empty when it is over
   */
  public synchronized void concern(String topic, String what) {
    String before = what.isEmpty() ? concerns.remove(topic) : concerns.put(topic, what);
    if (what.isEmpty() == (before == null)) {
      return;
    }
    if (what.isEmpty()) {
      LOG.info("{}: over: {}", instance, before);
    } else {
      LOG.warn("{}: {}", instance, what);
      problem(what);
    }
    if (now.health() != Health.NOT_READY) {
      now = connected();
    }
  }

  private Now connected() {
    Health health = concerns.isEmpty() ? Health.READY : Health.DEGRADED;
    Instant since = health == now.health() ? now.since() : Instant.now();
    String summary =
        concerns.isEmpty() ? "connected to Sōzu" : String.join("; ", concerns.values());
    return new Now(health, since, summary);
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
  public Set<String> gauges() {
    return figures.get().keySet().stream()
        .filter(name -> name.startsWith("pool."))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Optional<Problem> lastProblem() {
    return Optional.ofNullable(lastProblem);
  }
}
