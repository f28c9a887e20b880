package io.sozu.client.internal.bulk;

import io.sozu.client.internal.guard.Kind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.Records;
import io.sozu.protocol.state.Records.Role;
import java.util.List;

/** How much is in a piece, and whether that is as much as Sōzu may be given at one go. */
final class PieceSize {
  /**
   * Records of one load. Proxied traffic waits for them: its p99 is 6 to 10 ms while pieces of 400
   * or 500 are loaded, and the two do not differ beyond what runs do. Smaller ones cost time:
   * 50,000 are loaded at 0.89 of the rate of a single load in pieces of 400, at 0.92 in pieces of
   * 500, at 0.96 in pieces of 800 (Sōzu 2.3.3, a JVM that has compiled).
   */
  static final int MOST_RECORDS = 500;

  /**
   * Removals of clusters in one load: each takes a worker 0.25 ms when there are 5,000 clusters
   * with frontends, and 300 of them at once made traffic wait 32 to 43 ms (p99, Sōzu 2.3.3).
   */
  static final int MOST_REMOVED_CLUSTERS = 30;

  /**
   * Certificates of one load: the workers check each, so a batch that comes between two such loads
   * takes 7 ms (p50) where they have 25, and 18 to 29 ms where they have 200; 10,000 take 1.0 s
   * either way (Sōzu 2.3.3).
   */
  static final int MOST_CERTIFICATES = 25;

  /** Bytes after which a piece ends: half of what Sōzu's channel to a worker holds by default. */
  static final int MOST_BYTES = 1_000_000;

  private int records;
  private int certificates;
  private int removedClusters;
  private long bytes;

  /** Whether these are one piece at most, unless they get in each other's way. */
  static boolean fits(List<Request> requests) {
    PieceSize size = new PieceSize();
    for (Request request : requests) {
      if (size.isFull()) {
        return false;
      }
      size.add(request, size.bytes + request.getSerializedSize());
    }
    return true;
  }

  /**
   * Counts a request.
   *
   * @param total bytes of the piece with it
   */
  void add(Request request, long total) {
    records++;
    bytes = total;
    removedClusters += request.hasRemoveCluster() ? 1 : 0;
    boolean certificate =
        Kind.of(request) == Kind.RECORD && Records.role(request) == Role.CERTIFICATE;
    certificates += certificate ? 1 : 0;
  }

  boolean isFull() {
    return records >= MOST_RECORDS
        || bytes >= MOST_BYTES
        || certificates >= MOST_CERTIFICATES
        || removedClusters >= MOST_REMOVED_CLUSTERS;
  }

  /** Whether a worker takes much longer for it than for other records. */
  boolean isSlow() {
    return certificates + removedClusters > 0;
  }
}
