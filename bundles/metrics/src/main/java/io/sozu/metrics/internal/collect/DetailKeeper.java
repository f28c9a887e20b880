package io.sozu.metrics.internal.collect;

import io.sozu.client.Metrics.DetailLease;
import io.sozu.client.SozuClient;
import io.sozu.metrics.MetricsOptions;
import io.sozu.protocol.command.MetricDetail;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds Sōzu's metric detail raised while somebody scrapes: leased at the first scrape, renewed
 * twice a time-to-live, given back some time after the last scrape and at the end. Thread-safe.
 */
final class DetailKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(DetailKeeper.class);

  private final SozuClient client;
  private final MetricDetail detail;
  private final MetricsOptions options;
  private final ScheduledExecutorService keeper;
  private @Nullable DetailLease lease;
  private @Nullable ScheduledFuture<?> renewal;
  private boolean asking;
  private boolean closed;
  private boolean warned;
  private long scrapedAt;

  DetailKeeper(
      SozuClient client,
      MetricDetail detail,
      MetricsOptions options,
      ScheduledExecutorService keeper) {
    this.client = client;
    this.detail = detail;
    this.options = options;
    this.keeper = keeper;
  }

  /** Somebody scrapes. */
  synchronized void scraped() {
    scrapedAt = System.nanoTime();
    if (closed || lease != null || asking) {
      return;
    }
    asking = true;
    try {
      client
          .metrics()
          .leaseDetail(detail, options.detailTtl(), "metrics are being scraped")
          .whenComplete(this::leased);
    } catch (RuntimeException e) {
      asking = false;
    }
  }

  /** Whether it is held now. */
  synchronized boolean active() {
    return lease != null;
  }

  /** Gives it back for good. */
  synchronized void close() {
    closed = true;
    giveBack();
  }

  private synchronized void leased(@Nullable DetailLease got, @Nullable Throwable failure) {
    asking = false;
    if (got == null) {
      if (!warned) {
        warned = true;
        LOG.warn(
            "{}: Sōzu's metric detail cannot be raised, trying on with each scrape: {}",
            client.instance(),
            failure == null ? "no lease" : failure.getMessage());
      }
      return;
    }
    warned = false;
    if (closed) {
      got.close();
      return;
    }
    lease = got;
    long half = options.detailTtl().toMillis() / 2;
    renewal = keeper.scheduleWithFixedDelay(this::renew, half, half, TimeUnit.MILLISECONDS);
  }

  private synchronized void renew() {
    DetailLease held = lease;
    if (held == null) {
      return;
    }
    if (System.nanoTime() - scrapedAt > options.detailIdle().toNanos()) {
      giveBack();
      return;
    }
    try {
      held.renew()
          .whenComplete(
              (ok, failure) -> {
                if (failure != null) {
                  lost(held);
                }
              });
    } catch (RuntimeException e) {
      giveBack(); // a client that is being closed; the next scrape takes a new lease, if it can
    }
  }

  /** Its connection is gone, and the lease with it: the next scrape takes a new one. */
  private synchronized void lost(DetailLease which) {
    if (lease == which) {
      giveBack();
    }
  }

  private void giveBack() {
    if (renewal != null) {
      renewal.cancel(false);
      renewal = null;
    }
    DetailLease held = lease;
    lease = null;
    if (held != null) {
      try {
        held.close();
      } catch (RuntimeException e) {
        LOG.debug("{}: the lease ended with its connection", client.instance(), e);
      }
    }
  }
}
