package io.sozu.metrics.internal.collect;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.metrics.MetricsOptions;
import io.sozu.metrics.internal.convert.Families;
import io.sozu.metrics.internal.convert.Labels;
import io.sozu.metrics.internal.convert.Ladder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * What all pages and collectors of one connector share: the instances, their names of families and
 * the connector's own counters. Thread-safe. Its one thread, {@code sozu-all-metrics}, renews
 * raised details and reads certificates, and lives only while there is something to do.
 */
public final class Exporter implements AutoCloseable {
  private final MetricsOptions options;
  private final Families families;
  private final ScheduledThreadPoolExecutor keeper;
  private final Map<SozuClient, Instance> instances = new LinkedHashMap<>();
  private final Connectors connectors = new Connectors();
  private final LongAdder textPages = new LongAdder();
  private final LongAdder openPages = new LongAdder();
  private volatile long lastBytes;
  private volatile long lastMillis;
  private boolean closed;

  public Exporter(MetricsOptions options) {
    this.options = options;
    this.families =
        new Families(options.names(), Ladder.seconds(options.buckets()), OwnFamilies.all());
    this.keeper =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "sozu-all-metrics");
              thread.setDaemon(true);
              // Otherwise that of whoever asked for the first task, for as long as it lives.
              thread.setContextClassLoader(null);
              return thread;
            });
    keeper.setRemoveOnCancelPolicy(true);
    keeper.setKeepAliveTime(10, TimeUnit.SECONDS);
    keeper.allowCoreThreadTimeOut(true);
  }

  /** The options that it was made with. */
  public MetricsOptions options() {
    return options;
  }

  /** Tells of this Sōzu from now on. */
  public synchronized void add(SozuClient client) {
    if (!closed && !instances.containsKey(client)) {
      instances.put(client, new Instance(client, families, options, keeper));
    }
  }

  /** Tells no more of this Sōzu. */
  public void remove(SozuClient client) {
    Instance instance;
    synchronized (this) {
      instance = instances.remove(client);
    }
    if (instance != null) {
      instance.close();
    }
  }

  /** Tells of this connector from now on. */
  public void add(ConnectorStatus connector) {
    connectors.add(connector);
  }

  /** Tells no more of this connector. */
  public void remove(ConnectorStatus connector) {
    connectors.remove(connector);
  }

  /** The clients of the instances, in the order in which they came. */
  public synchronized List<SozuClient> clients() {
    return List.copyOf(instances.keySet());
  }

  /** What is wrong with the last collections, by instance; empty when nothing is. */
  public Map<String, String> troubles() {
    Map<String, String> troubles = new LinkedHashMap<>();
    for (Instance instance : present()) {
      if (!instance.trouble().isEmpty()) {
        troubles.put(instance.name(), instance.trouble());
      }
    }
    return troubles;
  }

  /**
   * Collects from the wanted instances at the same time and waits no longer than this. One that did
   * not answer by then is told as not up, beside the others.
   */
  public List<Snapshot> collect(Predicate<String> wanted, Duration budget) {
    long until = System.nanoTime() + budget.toNanos();
    List<Instance.Look> looks = new ArrayList<>();
    // Two services may have one instance name for a moment, while one replaces the other: the
    // same series twice would spoil the page.
    Map<String, Instance> byName = new LinkedHashMap<>();
    present().forEach(instance -> byName.put(instance.name(), instance));
    byName.values().stream()
        .filter(instance -> wanted.test(instance.name()))
        .forEach(instance -> looks.add(instance.look()));
    List<Snapshot> snapshots = new ArrayList<>();
    looks.forEach(look -> snapshots.addAll(look.await(until)));
    snapshots.add(own(wanted));
    return snapshots;
  }

  /** Counts a page that was written. */
  public void wrote(boolean openMetrics, long bytes, Duration took) {
    (openMetrics ? openPages : textPages).increment();
    lastBytes = bytes;
    lastMillis = took.toMillis();
  }

  /** Pages written so far. */
  public long pages() {
    return textPages.sum() + openPages.sum();
  }

  @Override
  public void close() {
    List<Instance> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(instances.values());
      instances.clear();
    }
    all.forEach(Instance::close);
    keeper.shutdownNow();
  }

  private synchronized List<Instance> present() {
    return List.copyOf(instances.values());
  }

  private Snapshot own(Predicate<String> wanted) {
    Snapshot own = new Snapshot();
    connectors.tell(wanted, own);
    own.value(OwnFamilies.SCRAPES, Labels.of("format", "text"), textPages.sum());
    own.value(OwnFamilies.SCRAPES, Labels.of("format", "openmetrics"), openPages.sum());
    if (pages() > 0) {
      own.value(OwnFamilies.PAGE_BYTES, Labels.NONE, lastBytes);
      own.value(OwnFamilies.PAGE_TIME, Labels.NONE, lastMillis);
    }
    return own;
  }
}
