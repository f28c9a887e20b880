package io.sozu.pki.internal;

import io.sozu.client.status.ConnectorStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a connector is, from its configuration to its end; also without a Sōzu. Thread-safe. */
public final class PkiStatus implements ConnectorStatus {
  private static final Logger LOG = LoggerFactory.getLogger(PkiStatus.class);
  private static final String KIND = "pki";
  private static final String NOT_LOOKED = "not looked yet";

  private record Now(Health health, String text) {}

  private final String name;
  private final String instance;

  /** Guarded by this, as all that follows. */
  private boolean configured;

  private String refusal = "";
  private String waiting = "";
  private boolean running;
  private String trouble = NOT_LOOKED;
  private View view = View.EMPTY;
  private Now now = new Now(Health.NOT_READY, "not configured");
  private Instant since = Instant.now();
  private @Nullable Problem lastProblem;

  /**
   * A connector that is not configured yet.
   *
   * @param name which of several it is; empty for the only one
   * @param instance the Sōzu instance that it works for
   */
  public PkiStatus(String name, String instance) {
    this.name = name;
    this.instance = instance;
  }

  /** A configuration was taken. */
  public synchronized void accepted() {
    configured = true;
    refusal = "";
    judge();
  }

  /** A configuration was refused; what was before goes on. */
  public synchronized void refused(String why) {
    refusal = why;
    judge();
  }

  /** Why other options wait, and what was before goes on; empty when none do. */
  synchronized void waiting(String why) {
    waiting = why;
    judge();
  }

  /** A connector works, or none does because there is no client of Sōzu. */
  synchronized void running(boolean isRunning) {
    running = isRunning;
    view = isRunning ? view : View.EMPTY;
    trouble = NOT_LOOKED;
    judge();
  }

  /** What was found by the last look. */
  synchronized void found(View found) {
    view = found;
    judge();
  }

  /** Why the folder or Sōzu cannot be asked; empty when they can. */
  synchronized void trouble(String what) {
    if (!what.equals(trouble)) {
      trouble = what;
      judge();
    }
  }

  private void judge() {
    Now fresh = fresh();
    if (fresh.equals(now)) {
      return;
    }
    if (fresh.health() != now.health()) {
      since = Instant.now();
    }
    now = fresh;
    if (fresh.health() == Health.READY) {
      LOG.info("{}-{}: {}", instance, label(), fresh.text());
    } else {
      LOG.warn("{}-{}: {}", instance, label(), fresh.text());
      lastProblem = new Problem(Instant.now(), fresh.text());
    }
  }

  /** Its kind, and which one it is. */
  String label() {
    return name.isEmpty() ? KIND : KIND + "-" + name;
  }

  private Now fresh() {
    if (!configured) {
      return new Now(
          Health.NOT_READY,
          refusal.isEmpty() ? "not configured" : "configuration refused, not started: " + refusal);
    }
    List<String> concerns = new ArrayList<>();
    if (!refusal.isEmpty()) {
      concerns.add("configuration refused, the old one holds: " + refusal);
    }
    if (!waiting.isEmpty()) {
      concerns.add("other options wait and are tried again, the old ones hold: " + waiting);
    }
    if (!running) {
      concerns.add(0, "waiting for a client of Sōzu");
      return new Now(Health.NOT_READY, String.join("; ", concerns));
    }
    concerns.addAll(view.concerns());
    // That nothing is in the way is known a little sooner than what there is.
    String why = trouble.isEmpty() && view.equals(View.EMPTY) ? NOT_LOOKED : trouble;
    if (!why.isEmpty()) {
      concerns.add(0, why);
      return new Now(Health.NOT_READY, String.join("; ", concerns));
    }
    return concerns.isEmpty()
        ? new Now(Health.READY, view.summary())
        : new Now(Health.DEGRADED, view.summary() + "; " + String.join("; ", concerns));
  }

  @Override
  public String connector() {
    return KIND;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String instance() {
    return instance;
  }

  @Override
  public synchronized Health health() {
    return now.health();
  }

  @Override
  public synchronized Instant since() {
    return since;
  }

  @Override
  public synchronized String summary() {
    return now.text();
  }

  @Override
  public synchronized Map<String, Number> figures() {
    return new TreeMap<>(view.figures());
  }

  @Override
  public Set<String> gauges() {
    return View.GAUGES;
  }

  @Override
  public synchronized Optional<Problem> lastProblem() {
    return Optional.ofNullable(lastProblem);
  }
}
