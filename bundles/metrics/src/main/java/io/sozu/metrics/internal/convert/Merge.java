package io.sozu.metrics.internal.convert;

/** How a gauge of several workers becomes one. Counts and histograms are always added. */
enum Merge {
  /** What the workers have together. */
  SUM,
  /** The fullest worker: shares cannot be added. */
  MAX,
  /** The worker that has least: each has its own view of the same thing. */
  MIN;

  /** The rule for a metric of Sōzu, by its name. */
  static Merge of(String sozuName) {
    if (sozuName.endsWith("_percent") || sozuName.equals("cluster.total_backends")) {
      return MAX;
    }
    return switch (sozuName) {
      case "process.uptime_seconds",
          "tls.cert.min_expires_at_seconds",
          "cluster.available_backends",
          "health_check.healthy_backends",
          "backend.available" ->
          MIN;
      default -> SUM;
    };
  }

  /** For HELP lines. */
  String text() {
    return switch (this) {
      case SUM -> "sum";
      case MAX -> "highest";
      case MIN -> "lowest";
    };
  }

  long apply(long a, long b) {
    return switch (this) {
      case SUM -> a + b;
      case MAX -> Long.compareUnsigned(a, b) >= 0 ? a : b;
      case MIN -> Long.compareUnsigned(a, b) <= 0 ? a : b;
    };
  }
}
