package io.sozu.metrics.internal.osgi;

import io.sozu.client.status.ConnectorStatus;
import io.sozu.metrics.SozuMetricsPage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the metrics are, for consoles and health checks. Thread-safe. */
final class MetricsStatus implements ConnectorStatus {
  /** It works for every instance there is. */
  static final String EVERY_INSTANCE = "*";

  private final Supplier<@Nullable SozuMetricsPage> page;
  private final Supplier<String> unserved;
  private volatile String refusal = "";
  private volatile @Nullable Problem lastProblem;
  private Health lastHealth = Health.NOT_READY;
  private Instant since = Instant.now();

  /**
   * Nothing yet.
   *
   * @param unserved what the HTTP server does not serve although it should; empty is nothing
   */
  MetricsStatus(Supplier<@Nullable SozuMetricsPage> page, Supplier<String> unserved) {
    this.page = page;
    this.unserved = unserved;
  }

  /** A configuration was refused; what was before goes on. */
  void refused(String why) {
    refusal = why;
    lastProblem = new Problem(Instant.now(), why);
  }

  /** A configuration was taken. */
  void accepted() {
    refusal = "";
  }

  @Override
  public String connector() {
    return "metrics";
  }

  @Override
  public String instance() {
    return EVERY_INSTANCE;
  }

  @Override
  public synchronized Health health() {
    Health now = judge();
    if (now != lastHealth) {
      lastHealth = now;
      since = Instant.now();
    }
    return now;
  }

  @Override
  public synchronized Instant since() {
    health();
    return since;
  }

  @Override
  public String summary() {
    String servlets = unserved.get();
    return servlets.isEmpty() ? pages() : servlets + "; " + pages();
  }

  private String pages() {
    SozuMetricsPage now = page.get();
    if (!refusal.isEmpty()) {
      return "configuration refused, "
          + (now == null ? "not started" : "the old one holds")
          + ": "
          + refusal;
    }
    if (now == null || now.clients().isEmpty()) {
      return "waiting for a Sōzu client";
    }
    Map<String, String> troubles = now.troubles();
    return troubles.isEmpty()
        ? "metrics of " + now.clients().size() + " Sōzu, " + now.pages() + " pages written"
        : "last collection: " + troubles;
  }

  @Override
  public Map<String, Number> figures() {
    Map<String, Number> figures = new TreeMap<>();
    SozuMetricsPage now = page.get();
    figures.put("instances", now == null ? 0 : now.clients().size());
    figures.put("instances.troubled", now == null ? 0 : now.troubles().size());
    figures.put("pages.written", now == null ? 0 : now.pages());
    return figures;
  }

  @Override
  public Optional<Problem> lastProblem() {
    return Optional.ofNullable(lastProblem);
  }

  private Health judge() {
    SozuMetricsPage now = page.get();
    if (now == null || now.clients().isEmpty()) {
      return Health.NOT_READY;
    }
    boolean troubled = !refusal.isEmpty() || !unserved.get().isEmpty() || !now.troubles().isEmpty();
    return troubled ? Health.DEGRADED : Health.READY;
  }
}
