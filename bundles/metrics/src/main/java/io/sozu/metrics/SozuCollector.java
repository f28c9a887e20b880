package io.sozu.metrics;

import io.prometheus.client.Collector;
import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.metrics.internal.collect.Exporter;
import io.sozu.metrics.internal.collect.Snapshot;
import io.sozu.metrics.internal.expose.Samples;
import java.util.List;

/**
 * Sōzu's metrics in a program's own {@code CollectorRegistry}. Registering asks Sōzu nothing; each
 * {@link #collect} does, at most once a second. Thread-safe. Does not close the clients.
 *
 * <pre>{@code
 * SozuCollector collector = new SozuCollector(client).register(CollectorRegistry.defaultRegistry);
 * }</pre>
 *
 * <p>A sample is an object of some 160 bytes: for more than some thousand clusters use {@link
 * SozuMetricsPage}.
 */
public final class SozuCollector extends Collector implements Collector.Describable, AutoCloseable {
  private final Exporter exporter;

  /** A collector of one Sōzu, with every default. */
  public SozuCollector(SozuClient client) {
    this(MetricsOptions.defaults(), List.of(client));
  }

  /** A collector of several Sōzu. */
  public SozuCollector(MetricsOptions options, List<SozuClient> clients) {
    exporter = new Exporter(options);
    clients.forEach(exporter::add);
  }

  /** Tells of this Sōzu from now on. */
  public void add(SozuClient client) {
    exporter.add(client);
  }

  /** Tells no more of this Sōzu. */
  public void remove(SozuClient client) {
    exporter.remove(client);
  }

  /** Tells from now on how this connector is and what it measures, as {@code sozu_connector_…}. */
  public void add(ConnectorStatus connector) {
    exporter.add(connector);
  }

  /** Tells no more of this connector. */
  public void remove(ConnectorStatus connector) {
    exporter.remove(connector);
  }

  /**
   * Asks all instances and waits for at most {@link MetricsOptions#timeout()}. One that did not
   * answer is told by {@code sozu_up 0}.
   */
  @Override
  public List<MetricFamilySamples> collect() {
    List<Snapshot> snapshots = exporter.collect(any -> true, exporter.options().timeout());
    return Samples.of(snapshots);
  }

  /** Nothing, so that registering asks nothing: names depend on what Sōzu has. */
  @Override
  public List<MetricFamilySamples> describe() {
    return List.of();
  }

  /** Gives back what is held at Sōzu and tells of no instance any more. */
  @Override
  public void close() {
    exporter.close();
  }
}
