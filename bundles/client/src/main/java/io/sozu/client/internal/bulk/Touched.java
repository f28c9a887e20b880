package io.sozu.client.internal.bulk;

import io.sozu.client.internal.guard.Kind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RulePosition;
import io.sozu.protocol.state.Records;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a batch touches. Two batches that share nothing come to the same in either order. Immutable.
 *
 * <p>Keys are kept as hashes, because a batch may have any number of them: two keys of one hash
 * make a batch wait that need not, and nothing worse.
 */
final class Touched {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final long[] keys;
  private final boolean everything;
  private final boolean frontends;
  private final boolean removesClusters;

  private Touched(long[] keys, boolean everything, boolean frontends, boolean removesClusters) {
    this.keys = keys;
    this.everything = everything;
    this.frontends = frontends;
    this.removesClusters = removesClusters;
  }

  /** What these requests touch. */
  static Touched by(List<Request> requests) {
    Collected keys = new Collected(requests.size());
    boolean frontends = false;
    boolean removesClusters = false;
    for (Request request : requests) {
      if (Kind.of(request) != Kind.RECORD) {
        // Listeners, settings, files: what they are about is not told by any key.
        return new Touched(new long[0], true, true, true);
      }
      keys.add(request);
      frontends |= View.isFrontend(request);
      removesClusters |= request.hasRemoveCluster();
    }
    return new Touched(keys.sorted(), false, frontends, removesClusters);
  }

  /** Whether their order matters. */
  boolean shares(Touched other) {
    if (everything || other.everything) {
      return true;
    }
    // A cluster takes its frontends along, and only Sōzu knows which they are.
    if ((removesClusters && other.frontends) || (frontends && other.removesClusters)) {
      return true;
    }
    boolean fewer = keys.length <= other.keys.length;
    long[] few = fewer ? keys : other.keys;
    long[] many = fewer ? other.keys : keys;
    return LongStream.of(few).anyMatch(key -> Arrays.binarySearch(many, key) >= 0);
  }

  /**
   * The frontend of a record, if it is a rule before or behind the tree: of those the first that
   * fits is taken, in order of addition.
   */
  static @Nullable RequestHttpFrontend ordered(Request record) {
    RequestHttpFrontend frontend = Records.frontend(record);
    return frontend != null && frontend.getPosition() != RulePosition.TREE ? frontend : null;
  }

  /** The hashes of the keys of records. */
  private static final class Collected {
    private long[] hashes;
    private int count;

    Collected(int records) {
      hashes = new long[Math.max(1, records)];
    }

    void add(Request record) {
      String key = Records.key(record);
      add(key);
      String second = Records.secondKey(record);
      if (second != null) {
        add(second);
      }
      String cluster = Records.cluster(record);
      if (!cluster.isEmpty() && !record.hasAddCluster()) {
        add(Records.clusterKey(cluster));
      }
      RequestHttpFrontend frontend = ordered(record);
      if (frontend != null) {
        add("r|" + Records.https(record) + Records.address(frontend.getAddress()));
      }
    }

    private void add(String key) {
      if (count == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * count);
      }
      long hash = FNV_BASIS;
      for (int i = 0; i < key.length(); i++) {
        hash = (hash ^ key.charAt(i)) * FNV_PRIME;
      }
      hashes[count++] = hash;
    }

    long[] sorted() {
      long[] sorted = Arrays.copyOf(hashes, count);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
