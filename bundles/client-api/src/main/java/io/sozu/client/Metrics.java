package io.sozu.client;

import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.AvailableMetrics;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.MetricsConfiguration;
import io.sozu.protocol.command.Response;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Sōzu's metrics, asked in pieces: one unbounded query wedges a worker for good. */
@ProviderType
public interface Metrics {
  /**
   * Collects metrics. The first piece has the main process and the proxy; each later one has some
   * clusters of every worker. Pieces adapt to the bytes and the time of the last answers. Once the
   * stage is cancelled, nothing more is asked and the sink gets nothing more.
   *
   * @param sink gets each piece as it arrives, on one thread at a time that is no callback thread;
   *     slow sinks slow the collection, no worker
   */
  CompletionStage<Collected> collect(MetricsQuery query, MetricsSink sink);

  /** The names of the metrics that the workers have. */
  CompletionStage<AvailableMetrics> available();

  /** Enables, disables or clears metrics. */
  CompletionStage<Response> configure(MetricsConfiguration configuration);

  /**
   * Raises the detail of metrics for a while, on a connection of its own, because Sōzu binds a
   * lease to the connection that took it.
   *
   * @param ttl until when Sōzu keeps it unless renewed; from 1 s to 300 s
   */
  CompletionStage<DetailLease> leaseDetail(MetricDetail detail, Duration ttl, String reason);

  /**
   * What a collection was.
   *
   * @param pieces answers that it took
   * @param bytes of all answers
   * @param clusters with at least one series
   * @param incomplete what is missing and why, empty when complete
   */
  record Collected(int pieces, long bytes, int clusters, List<String> incomplete) {}

  /** Takes the pieces of a collection. */
  @FunctionalInterface
  interface MetricsSink {
    /**
     * One piece: {@code main} and {@code workers} are filled as Sōzu fills them with {@code workers
     * = true}.
     */
    void piece(AggregatedMetrics piece);

    /**
     * One piece in which answers are missing, so that a sum over its workers is too low. Taken as
     * any other piece by default.
     *
     * @param missing ids of the workers that have something to tell and are not in it
     */
    default void partialPiece(AggregatedMetrics piece, Set<String> missing) {
      piece(piece);
    }
  }

  /** A raised detail. */
  interface DetailLease extends AutoCloseable {
    /** Keeps it for another while. */
    CompletionStage<Void> renew();

    /** Gives it back. */
    @Override
    void close();
  }
}
