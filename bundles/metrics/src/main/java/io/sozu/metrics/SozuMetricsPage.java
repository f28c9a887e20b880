package io.sozu.metrics;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.metrics.internal.collect.Exporter;
import io.sozu.metrics.internal.collect.Readiness;
import io.sozu.metrics.internal.collect.Snapshot;
import io.sozu.metrics.internal.expose.Filter;
import io.sozu.metrics.internal.expose.Format;
import io.sozu.metrics.internal.expose.HealthJson;
import io.sozu.metrics.internal.expose.PageWriter;
import io.sozu.metrics.internal.expose.ScrapeTimeout;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Pages of metrics for any HTTP server. Thread-safe; scrapes at the same time share what is asked
 * of Sōzu. Does not close the clients.
 *
 * <pre>{@code
 * try (SozuMetricsPage page = new SozuMetricsPage(MetricsOptions.defaults())) {
 *   page.add(client);
 *   SozuMetricsPage.Answer answer = page.scrape(ScrapeRequest.plain());
 *   answer.writeTo(System.out);
 * }
 * }</pre>
 */
public final class SozuMetricsPage implements AutoCloseable {
  private final Exporter exporter;
  private final Readiness readiness = new Readiness();

  /** A page of no Sōzu yet. */
  public SozuMetricsPage(MetricsOptions options) {
    this.exporter = new Exporter(options);
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

  /** The clients of the instances, in the order in which they came. */
  public List<SozuClient> clients() {
    return exporter.clients();
  }

  /** What is wrong with the last collections, by instance; empty when nothing is. */
  public Map<String, String> troubles() {
    return exporter.troubles();
  }

  /** Pages written so far. */
  public long pages() {
    return exporter.pages();
  }

  /**
   * Collects, and waits until all instances have answered or the scraper would lose patience. Never
   * fails: an instance that did not answer is told by {@code sozu_up 0}.
   */
  public Answer scrape(ScrapeRequest request) {
    long startedAt = System.nanoTime();
    Filter filter = Filter.of(request.parameters());
    Duration budget = ScrapeTimeout.of(request.timeout(), exporter.options().timeout());
    List<Snapshot> snapshots = exporter.collect(filter::wantsInstance, budget);
    boolean gzip = Format.gzip(request.acceptEncoding());
    return new Answer(snapshots, filter, Format.of(request.accept()), gzip, startedAt);
  }

  /**
   * Asks each instance whether it answers, for at most 2 s; callers within a second share the
   * answers.
   */
  public Health health() {
    return new Health(readiness.ask(exporter.clients()));
  }

  /** Gives back what is held at Sōzu, ends the thread and tells of no instance any more. */
  @Override
  public void close() {
    exporter.close();
  }

  /**
   * How the instances are.
   *
   * @param instances by name, {@code ok} or why not
   */
  public record Health(Map<String, String> instances) {
    public Health {
      instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
    }

    /** Whether at least one instance answers. */
    public boolean ready() {
      return instances.containsValue("ok");
    }

    /** As JSON, for people and for probes. */
    public String json() {
      return HealthJson.of(ready(), instances);
    }
  }

  /** A page that is ready to be written, once. */
  public final class Answer {
    private final List<Snapshot> snapshots;
    private final Filter filter;
    private final Format format;
    private final boolean gzip;
    private final long startedAt;

    private Answer(
        List<Snapshot> snapshots, Filter filter, Format format, boolean gzip, long startedAt) {
      this.snapshots = snapshots;
      this.filter = filter;
      this.format = format;
      this.gzip = gzip;
      this.startedAt = startedAt;
    }

    /** The header {@code Content-Type}. */
    public String contentType() {
      return format.contentType();
    }

    /** The header {@code Content-Encoding}, null when there is none. */
    public @Nullable String contentEncoding() {
      return gzip ? "gzip" : null;
    }

    /**
     * Writes the page, compressed if it says so, and flushes, but does not close the stream.
     *
     * @throws IOException if the stream fails
     */
    public void writeTo(OutputStream stream) throws IOException {
      try {
        if (gzip) {
          // Without its own closing of the stream below: the server's business.
          try (GZIPOutputStream compressed = new Fast(new Open(stream))) {
            write(compressed);
          }
          stream.flush();
        } else {
          write(stream);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    private void write(OutputStream stream) {
      long bytes = new PageWriter(format, stream).write(snapshots, filter);
      Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
      exporter.wrote(format == Format.OPEN_METRICS, bytes, took);
    }
  }

  /** Pages repeat themselves so much that the quickest level already leaves a twentieth. */
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 32 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static final class Open extends FilterOutputStream {
    Open(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {
      // the stream below belongs to the server
    }
  }
}
