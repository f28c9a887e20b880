package io.sozu.metrics.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of {@code io.sozu.metrics}. Times are text with their unit. */
@ObjectClassDefinition(
    name = "Sōzu metrics",
    description = "Sōzu's metrics for Prometheus, over HTTP")
public @interface MetricsConfig {
  @AttributeDefinition(description = "path of the page")
  String alias() default "/metrics";

  @AttributeDefinition(description = "path of the health checks; /live and /ready are below it")
  String health_alias() default "/health";

  @AttributeDefinition(
      description =
          "names of families: sozu (Prometheus's conventions) or rust (as the Rust connector 0.3.0)")
  String names() default "sozu";

  @AttributeDefinition(
      description = "how long a scrape waits that sends no X-Prometheus-Scrape-Timeout-Seconds")
  String timeout() default "10s";

  @AttributeDefinition(
      description =
          "how long a collection may take; a scrape that cannot wait leaves it to the next")
  String collect_timeout() default "60s";

  @AttributeDefinition(description = "how long scrapes share a finished collection")
  String cache() default "1s";

  @AttributeDefinition(
      description =
          "most lines of one instance; the rest is cut, whole clusters at a time, and counted")
  long series_max() default 5_000_000;

  @AttributeDefinition(description = "whether each worker has its own families")
  boolean workers() default true;

  @AttributeDefinition(description = "whether clusters have families")
  boolean clusters() default true;

  @AttributeDefinition(description = "Sōzu's names of the metrics to ask for; all when empty")
  String[] metrics() default {};

  @AttributeDefinition(
      description =
          "bounds of the histograms of clusters and backends, powers of two in milliseconds")
  String[] buckets() default {"1ms", "4ms", "16ms", "64ms", "256ms", "1024ms", "4096ms", "16384ms"};

  @AttributeDefinition(
      description =
          "detail that Sōzu is raised to while somebody scrapes: process, frontend, cluster or"
              + " backend; empty leaves it as Sōzu is configured")
  String detail() default "";

  @AttributeDefinition(
      description = "until when Sōzu keeps the raised detail when it is not renewed, 2s to 300s")
  String detail_ttl() default "60s";

  @AttributeDefinition(description = "how long after the last scrape the detail is given back")
  String detail_idle() default "5m";

  @AttributeDefinition(description = "whether the expiry of certificates is told")
  boolean certificates() default true;

  @AttributeDefinition(
      description = "least time between two readings of all certificates, done only after a change")
  String certificates_interval() default "30s";

  @AttributeDefinition(
      description =
          "most series about single host names of certificates, the first to expire first; 0 is"
              + " none")
  int certificates_names() default 10_000;

  @AttributeDefinition(description = "which Sōzu instances, as a filter of their services")
  String sozu_target() default "(sozu.instance=*)";
}
