package io.sozu.metrics.internal.osgi;

import io.sozu.client.config.Durations;
import io.sozu.metrics.MetricsOptions;
import io.sozu.metrics.Scheme;
import io.sozu.protocol.command.MetricDetail;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A whole configuration, read and checked. */
record Settings(String alias, String healthAlias, MetricsOptions options) {

  /**
   * Reads all of it.
   *
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  static Settings parse(MetricsConfig config) {
    MetricsOptions options =
        MetricsOptions.builder()
            .names(scheme(config.names()))
            .timeout(Durations.parse("timeout", config.timeout()))
            .collectTimeout(Durations.parse("collect.timeout", config.collect_timeout()))
            .cache(Durations.parse("cache", config.cache()))
            .seriesMax(config.series_max())
            .workers(config.workers())
            .clusters(config.clusters())
            .metrics(items(config.metrics()))
            .buckets(buckets(config.buckets()))
            .detail(detail(config.detail()))
            .detailTtl(Durations.parse("detail.ttl", config.detail_ttl()))
            .detailIdle(Durations.parse("detail.idle", config.detail_idle()))
            .certificates(config.certificates())
            .certificatesInterval(
                Durations.parse("certificates.interval", config.certificates_interval()))
            .certificatesNames(config.certificates_names())
            .build();
    return new Settings(
        path("alias", config.alias()), path("health.alias", config.health_alias()), options);
  }

  private static String path(String key, String value) {
    String path = value.strip();
    if (!path.startsWith("/") || path.endsWith("/") || path.contains("*")) {
      throw new IllegalArgumentException(
          key + "=" + value + ": must begin with a slash, not end with one, and hold no *");
    }
    return path;
  }

  private static Scheme scheme(String value) {
    return switch (value.strip()) {
      case "sozu" -> Scheme.SOZU;
      case "rust" -> Scheme.RUST;
      default -> throw new IllegalArgumentException("names=" + value + ": must be sozu or rust");
    };
  }

  private static @Nullable MetricDetail detail(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "" -> null;
      case "process" -> MetricDetail.DETAIL_PROCESS;
      case "frontend" -> MetricDetail.DETAIL_FRONTEND;
      case "cluster" -> MetricDetail.DETAIL_CLUSTER;
      case "backend" -> MetricDetail.DETAIL_BACKEND;
      default ->
          throw new IllegalArgumentException(
              "detail=" + value + ": must be process, frontend, cluster, backend or empty");
    };
  }

  private static List<Duration> buckets(String[] values) {
    return items(values).stream().map(value -> Durations.parse("buckets", value)).toList();
  }

  /** A list as a configuration file has it: one text with commas, or several values. */
  private static List<String> items(String[] values) {
    return Arrays.stream(values)
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }
}
