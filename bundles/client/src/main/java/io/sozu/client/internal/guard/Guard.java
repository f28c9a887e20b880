package io.sozu.client.internal.guard;

import io.sozu.client.UnsafeRequest;
import io.sozu.protocol.command.QueryCertificatesFilters;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import java.util.Optional;

/**
 * What a plain send refuses before writing, because it harms Sōzu or is never answered. A worker's
 * answer above {@code max_command_buffer_size} wedges that worker for good (Sōzu 2.3.3), so what
 * may grow so large is asked through the facades, in pieces.
 */
public final class Guard {
  /** Bytes that a cluster with traffic costs in a worker's answer, all metrics of it (measured). */
  static final int CLUSTER_BYTES = 1_300;

  /** Bytes that one metric of a cluster costs at most: a histogram with all its buckets. */
  static final int METRIC_BYTES = 320;

  /** Of the longest frame, the part that an answer asked for by plain send may reckon to. */
  static final int SHARE = 2;

  private Guard() {}

  /**
   * Why this request must not be sent, or empty when it may.
   *
   * @param maxFrame the longest frame in bytes, which bounds workers' answers too
   */
  public static Optional<UnsafeRequest> check(Request request, int maxFrame) {
    if (!request.isInitialized()) {
      return unsafe(
          "Sōzu cannot decode a request without its required fields, and never answers it: "
              + String.join(", ", request.findInitializationErrors()));
    }
    return switch (request.getRequestTypeCase()) {
      case QUERY_METRICS -> metrics(request.getQueryMetrics(), maxFrame);
      case QUERY_CLUSTERS_HASHES ->
          unsafe(
              "QueryClustersHashes has no filter, and with many clusters its answer wedges the"
                  + " workers; use clusters().ids()");
      case QUERY_CERTIFICATES_FROM_WORKERS ->
          certificates("QueryCertificatesFromWorkers", request.getQueryCertificatesFromWorkers());
      case QUERY_CERTIFICATES_FROM_THE_STATE ->
          certificates("QueryCertificatesFromTheState", request.getQueryCertificatesFromTheState());
      case SUBSCRIBE_EVENTS ->
          unsafe("SubscribeEvents never ends and needs a connection of its own; use events()");
      case LAUNCH_WORKER -> unsafe("LaunchWorker is never answered by Sōzu");
      case RETURN_LISTEN_SOCKETS -> unsafe("ReturnListenSockets is never answered by Sōzu");
      default ->
          Kind.of(request) == Kind.EMPTY
              ? unsafe("an empty request is never answered by Sōzu; set one of its kinds")
              : Optional.empty();
    };
  }

  private static Optional<UnsafeRequest> metrics(QueryMetricsOptions query, int maxFrame) {
    if (query.getList() || query.getNoClusters()) {
      return Optional.empty();
    }
    if (query.getClusterIdsCount() == 0) {
      return unsafe(
          query.getBackendIdsCount() == 0
              ? "an unfiltered QueryMetrics wedges the workers of a large Sōzu; use"
                  + " metrics().collect(), or set cluster_ids, no_clusters or list"
              : "QueryMetrics by backend_ids answers all backends of their clusters, which bounds"
                  + " nothing; use metrics().collect(), or set cluster_ids");
    }
    int names = query.getMetricNamesCount();
    long each = names == 0 ? CLUSTER_BYTES : Math.min(CLUSTER_BYTES, (long) names * METRIC_BYTES);
    long most = maxFrame / SHARE / each;
    if (query.getClusterIdsCount() > most) {
      return unsafe(
          "QueryMetrics of "
              + query.getClusterIdsCount()
              + " clusters may answer more than a worker can send; at most "
              + most
              + " at once, or use metrics().collect()");
    }
    return Optional.empty();
  }

  private static Optional<UnsafeRequest> certificates(
      String name, QueryCertificatesFilters filters) {
    boolean domain = !filters.getDomain().isEmpty();
    boolean fingerprint = !filters.getFingerprint().isEmpty();
    if (domain && fingerprint) {
      // Sōzu then ignores the fingerprint and answers every certificate of that name, keys
      // included.
      return unsafe(name + " takes one filter, domain or fingerprint, not both");
    }
    if (!domain && !fingerprint) {
      return unsafe(
          name
              + " without a filter answers all certificates, which wedges workers or closes the"
              + " connection; set domain or fingerprint, or use certificates().all()");
    }
    return Optional.empty();
  }

  private static Optional<UnsafeRequest> unsafe(String message) {
    return Optional.of(new UnsafeRequest(message));
  }
}
