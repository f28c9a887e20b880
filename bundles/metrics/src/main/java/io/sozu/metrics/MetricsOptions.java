package io.sozu.metrics;

import io.sozu.client.config.Check;
import io.sozu.protocol.command.MetricDetail;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How metrics are collected and told. Immutable. {@link Builder#build()} checks every value and
 * names what is wrong.
 *
 * @param names how families are named. Default {@link Scheme#SOZU}
 * @param timeout how long a scrape waits that names no timeout itself; one that does waits a little
 *     less than it says. Default {@link #DEFAULT_TIMEOUT}
 * @param collectTimeout how long a collection may take; a scrape that cannot wait leaves it to the
 *     next one. Default {@link #DEFAULT_COLLECT_TIMEOUT}
 * @param cache for how long scrapes share a finished collection. Default {@link #DEFAULT_CACHE}
 * @param seriesMax most lines of one instance; what is above is cut, whole clusters at a time, and
 *     counted. Default {@value #DEFAULT_SERIES_MAX}
 * @param workers whether each worker has its own families. Default true
 * @param clusters whether clusters have families. Default true
 * @param metrics Sōzu's names of the metrics that are asked for; all when empty, the default
 * @param buckets bounds of the histograms of clusters and backends, powers of two in milliseconds.
 *     Default {@link #DEFAULT_BUCKETS}
 * @param detail the detail that Sōzu is raised to while somebody scrapes; null, the default, leaves
 *     it as Sōzu is configured
 * @param detailTtl until when Sōzu keeps the raised detail when we do not renew it, from 2 s to 300
 *     s. Default {@link #DEFAULT_DETAIL_TTL}
 * @param detailIdle how long after the last scrape the detail is given back. Default {@link
 *     #DEFAULT_DETAIL_IDLE}
 * @param certificates whether the expiry of certificates is told. Default true
 * @param certificatesInterval least time between two readings of all certificates, which happen
 *     only after a change. Default {@link #DEFAULT_CERTIFICATES_INTERVAL}
 * @param certificatesNames most series of an instance about single host names of certificates, the
 *     first to expire first; 0 is none. Default {@value #DEFAULT_CERTIFICATES_NAMES}
 */
public record MetricsOptions(
    Scheme names,
    Duration timeout,
    Duration collectTimeout,
    Duration cache,
    long seriesMax,
    boolean workers,
    boolean clusters,
    List<String> metrics,
    List<Duration> buckets,
    @Nullable MetricDetail detail,
    Duration detailTtl,
    Duration detailIdle,
    boolean certificates,
    Duration certificatesInterval,
    int certificatesNames) {
  /** As Prometheus's own default. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  public static final Duration DEFAULT_COLLECT_TIMEOUT = Duration.ofSeconds(60);
  public static final Duration DEFAULT_CACHE = Duration.ofSeconds(1);

  /** A page of some 60,000 clusters. */
  public static final long DEFAULT_SERIES_MAX = 5_000_000;

  public static final List<Duration> DEFAULT_BUCKETS =
      List.of(
          Duration.ofMillis(1),
          Duration.ofMillis(4),
          Duration.ofMillis(16),
          Duration.ofMillis(64),
          Duration.ofMillis(256),
          Duration.ofMillis(1024),
          Duration.ofMillis(4096),
          Duration.ofMillis(16384));

  public static final Duration DEFAULT_DETAIL_TTL = Duration.ofSeconds(60);
  public static final Duration DEFAULT_DETAIL_IDLE = Duration.ofMinutes(5);
  public static final Duration DEFAULT_CERTIFICATES_INTERVAL = Duration.ofSeconds(30);

  /** A page of some 2 MB. */
  public static final int DEFAULT_CERTIFICATES_NAMES = 10_000;

  /** Every default. */
  public static MetricsOptions defaults() {
    return builder().build();
  }

  /** A builder with every default. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options; each method names the component of {@link MetricsOptions} that it sets. */
  public static final class Builder {
    private Scheme names = Scheme.SOZU;
    private Duration timeout = DEFAULT_TIMEOUT;
    private Duration collectTimeout = DEFAULT_COLLECT_TIMEOUT;
    private Duration cache = DEFAULT_CACHE;
    private long seriesMax = DEFAULT_SERIES_MAX;
    private boolean workers = true;
    private boolean clusters = true;
    private List<String> metrics = List.of();
    private List<Duration> buckets = DEFAULT_BUCKETS;
    private @Nullable MetricDetail detail;
    private Duration detailTtl = DEFAULT_DETAIL_TTL;
    private Duration detailIdle = DEFAULT_DETAIL_IDLE;
    private boolean certificates = true;
    private Duration certificatesInterval = DEFAULT_CERTIFICATES_INTERVAL;
    private int certificatesNames = DEFAULT_CERTIFICATES_NAMES;

    private Builder() {}

    public Builder names(Scheme value) {
      names = value;
      return this;
    }

    public Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    public Builder collectTimeout(Duration value) {
      collectTimeout = value;
      return this;
    }

    public Builder cache(Duration value) {
      cache = value;
      return this;
    }

    public Builder seriesMax(long value) {
      seriesMax = value;
      return this;
    }

    public Builder workers(boolean value) {
      workers = value;
      return this;
    }

    public Builder clusters(boolean value) {
      clusters = value;
      return this;
    }

    public Builder metrics(List<String> value) {
      metrics = List.copyOf(value);
      return this;
    }

    public Builder buckets(List<Duration> value) {
      buckets = List.copyOf(value);
      return this;
    }

    public Builder detail(@Nullable MetricDetail value) {
      detail = value;
      return this;
    }

    public Builder detailTtl(Duration value) {
      detailTtl = value;
      return this;
    }

    public Builder detailIdle(Duration value) {
      detailIdle = value;
      return this;
    }

    public Builder certificates(boolean value) {
      certificates = value;
      return this;
    }

    public Builder certificatesInterval(Duration value) {
      certificatesInterval = value;
      return this;
    }

    public Builder certificatesNames(int value) {
      certificatesNames = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if a value is not allowed; the message names it
     */
    public MetricsOptions build() {
      Check.positive("timeout", timeout);
      Check.positive("collect.timeout", collectTimeout);
      Check.positive("detail.idle", detailIdle);
      Check.positive("certificates.interval", certificatesInterval);
      Check.that(!cache.isNegative(), "cache", cache, "0s or more");
      Check.that(certificatesNames >= 0, "certificates.names", certificatesNames, "0 or more");
      Check.that(seriesMax > 0, "series.max", seriesMax, "above zero");
      boolean leasable =
          detailTtl.compareTo(Duration.ofSeconds(2)) >= 0
              && detailTtl.compareTo(Duration.ofSeconds(300)) <= 0;
      Check.that(leasable, "detail.ttl", detailTtl, "from 2s to 300s");
      long last = 0;
      for (Duration bucket : buckets) {
        long millis = bucket.toMillis();
        boolean next = millis > last && Long.bitCount(millis) == 1;
        Check.that(
            next, "buckets", millis + "ms", "rising powers of two in milliseconds, as Sōzu counts");
        last = millis;
      }
      return new MetricsOptions(
          names,
          timeout,
          collectTimeout,
          cache,
          seriesMax,
          workers,
          clusters,
          metrics,
          buckets,
          detail,
          detailTtl,
          detailIdle,
          certificates,
          certificatesInterval,
          certificatesNames);
    }
  }
}
