package io.sozu.metrics;

/** How families are named. */
public enum Scheme {
  /** Prometheus's conventions: units and endings in the names, seconds, ratios. */
  SOZU,
  /**
   * As the Rust connector 0.3.0 names them, for people who migrate: Sōzu's name with {@code _main},
   * {@code _total} or {@code _worker}, Sōzu's own units and bounds, every gauge summed, a cluster
   * and its backends in one family.
   */
  RUST
}
