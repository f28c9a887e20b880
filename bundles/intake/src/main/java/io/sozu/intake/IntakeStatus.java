package io.sozu.intake;

import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.Distribution;
import io.sozu.intake.internal.Core;
import io.sozu.intake.internal.Figures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a broker connector is: its configuration, its connection to the broker, its Sōzu and its
 * intake together. Made once by the connector and there for as long as the connector is; everything
 * else may come and go. Logs each change of state once. Thread-safe.
 */
public final class IntakeStatus implements ConnectorStatus {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeStatus.class);

  private record Now(Health health, String text) {}

  private final String connector;
  private final String instance;
  private final Map<String, Supplier<? extends Number>> ownFigures = new TreeMap<>();
  private final Map<String, String> warnings = new LinkedHashMap<>();
  private @Nullable Intake<?> intake;
  private boolean configured;
  private String refusal = "";
  private boolean connected;
  private String broker = "not yet connected";
  private Now now = new Now(Health.NOT_READY, "not configured");
  private Instant since = Instant.now();
  private @Nullable Problem lastProblem;

  /**
   * A connector that is not configured yet.
   *
   * @param connector its kind, such as {@code pulsar}
   * @param instance the Sōzu instance that it works for
   */
  public IntakeStatus(String connector, String instance) {
    this.connector = connector;
    this.instance = instance;
  }

  /** A configuration was taken. */
  public void accepted() {
    synchronized (this) {
      configured = true;
      refusal = "";
    }
    look();
  }

  /**
   * A configuration was refused; what was before goes on.
   *
   * @param why names the key, the value and what is allowed
   */
  public void refused(String why) {
    synchronized (this) {
      refusal = why;
    }
    look();
  }

  /** There is no Sōzu client, so there is no intake. */
  public void waitingForSozu() {
    unfollow();
  }

  /** This is the connector's intake now. */
  public void follow(Intake<?> now) {
    synchronized (this) {
      intake = now;
    }
    if (now instanceof Core<?> core) {
      core.watch(this::look);
    }
    look();
  }

  /** The connector has no intake any more. */
  public void unfollow() {
    synchronized (this) {
      intake = null;
    }
    look();
  }

  /**
   * How the connection to the broker is.
   *
   * @param text to whom, when connected; otherwise why not. No secret
   */
  public void broker(boolean isConnected, String text) {
    synchronized (this) {
      connected = isConnected;
      broker = text;
    }
    look();
  }

  /**
   * Something that somebody should look at for as long as it lasts.
   *
   * @param topic what it is about; a new text replaces the old one
   * @param text to tell; empty when it is over
   */
  public void warn(String topic, String text) {
    synchronized (this) {
      if (text.isEmpty()) {
        warnings.remove(topic);
      } else {
        warnings.put(topic, text);
      }
    }
    look();
  }

  /** A figure beside those of the intake, such as how much the broker still has. */
  public synchronized void figure(String name, Supplier<? extends Number> value) {
    ownFigures.put(name, value);
  }

  @Override
  public String connector() {
    return connector;
  }

  @Override
  public String instance() {
    return instance;
  }

  @Override
  public synchronized Health health() {
    look();
    return now.health();
  }

  @Override
  public synchronized Instant since() {
    look();
    return since;
  }

  @Override
  public synchronized String summary() {
    look();
    Intake<?> current = intake;
    String last = current == null ? "" : current.lastApplied();
    return last.isEmpty() ? now.text() : now.text() + "; last applied: " + last;
  }

  @Override
  public synchronized Map<String, Number> figures() {
    Intake<?> current = intake;
    Map<String, Number> figures = new TreeMap<>();
    if (current != null) {
      figures.putAll(current.figures());
    }
    ownFigures.forEach((name, value) -> figures.put(name, value.get()));
    return figures;
  }

  @Override
  public Set<String> gauges() {
    return figures().keySet().stream()
        .filter(name -> !Figures.counts(name))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public synchronized Map<String, Distribution> distributions() {
    Intake<?> current = intake;
    return current == null ? Map.of() : current.distributions();
  }

  @Override
  public synchronized Optional<Problem> lastProblem() {
    look();
    Intake<?> current = intake;
    Problem refused = current == null ? null : current.lastRefusal().orElse(null);
    Problem own = lastProblem;
    return own != null && (refused == null || own.at().isAfter(refused.at()))
        ? Optional.of(own)
        : Optional.ofNullable(refused);
  }

  private synchronized void look() {
    Now before = now;
    Now fresh = judge();
    if (fresh.equals(before)) {
      return;
    }
    now = fresh;
    if (fresh.health() != before.health()) {
      since = Instant.now();
    }
    if (fresh.health() == Health.READY) {
      LOG.info("{}-{}: {}", instance, connector, fresh.text());
    } else {
      LOG.warn("{}-{}: {}", instance, connector, fresh.text());
      lastProblem = new Problem(Instant.now(), fresh.text());
    }
  }

  private Now judge() {
    Intake<?> current = intake;
    if (!configured) {
      return new Now(
          Health.NOT_READY,
          refusal.isEmpty() ? "not configured" : "configuration refused, not started: " + refusal);
    }
    List<String> concerns = new ArrayList<>();
    if (!refusal.isEmpty()) {
      concerns.add("configuration refused, the old one holds: " + refusal);
    }
    if (current == null) {
      concerns.add(0, "waiting for a client of Sōzu");
      return new Now(Health.NOT_READY, String.join("; ", concerns));
    }
    boolean ready = connected && current.reachesSozu();
    if (!connected) {
      concerns.add(0, "no connection to the broker: " + broker);
    }
    if (!current.reachesSozu()) {
      concerns.add(0, "no connection to Sōzu");
    }
    concerns.addAll(warnings.values());
    concerns.addAll(current.concerns());
    if (ready && concerns.isEmpty()) {
      return new Now(Health.READY, "connected to " + broker);
    }
    return new Now(ready ? Health.DEGRADED : Health.NOT_READY, String.join("; ", concerns));
  }
}
