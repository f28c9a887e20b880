package io.sozu.client.status;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How a connector is, now. Every connector registers one as a service, with the property {@code
 * sozu.instance}. Thread-safe, cheap and never blocking, so consoles, health checks and scrapes may
 * ask at any time.
 */
@ProviderType
public interface ConnectorStatus {
  /** What a connector can be. */
  enum Health {
    /** It does its work. */
    READY,
    /**
     * It does its work, and somebody should look: {@link ConnectorStatus#summary()} says at what.
     */
    DEGRADED,
    /** It cannot do its work now. It goes on trying. */
    NOT_READY
  }

  /** What happened last that should not have. */
  record Problem(Instant at, String what) {}

  /** The kind of connector: client, metrics, pulsar, rabbitmq, pki, console. */
  String connector();

  /** Which one it is among several of its kind for one instance; empty where there is only one. */
  default String name() {
    return "";
  }

  /** The Sōzu instance it works for. */
  String instance();

  /** How it is. */
  Health health();

  /** Since when it is so. */
  Instant since();

  /** One line for people. Holds no secret. */
  String summary();

  /**
   * Figures by name, for example {@code pool.leased}; the names are stable and documented in the
   * README.
   */
  Map<String, Number> figures();

  /** Which of the {@link #figures()} may fall; the others only grow, until the connector is new. */
  default Set<String> gauges() {
    return Set.of();
  }

  /**
   * How values are spread, by name, for example how long something takes; in seconds or bytes. The
   * names are as stable as those of {@link #figures()}. Empty unless the connector measures some.
   */
  default Map<String, Distribution> distributions() {
    return Map.of();
  }

  /** The last problem, also after it is over. */
  Optional<Problem> lastProblem();
}
