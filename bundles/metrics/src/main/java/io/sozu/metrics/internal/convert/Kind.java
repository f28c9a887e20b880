package io.sozu.metrics.internal.convert;

/** Prometheus's type of a family. */
public enum Kind {
  COUNTER("counter"),
  GAUGE("gauge"),
  HISTOGRAM("histogram"),
  /** Sum and count without quantiles, because quantiles of several workers cannot be merged. */
  SUMMARY("summary");

  private final String text;

  Kind(String text) {
    this.text = text;
  }

  /** As in TYPE lines. */
  public String text() {
    return text;
  }

  /** Whether a series is several lines: buckets perhaps, sum and count. */
  public boolean distribution() {
    return this == HISTOGRAM || this == SUMMARY;
  }
}
