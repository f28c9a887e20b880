package io.sozu.client.internal.bulk;

import io.sozu.client.internal.guard.Kind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RulePosition;
import io.sozu.protocol.state.Records;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

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
    // Listeners, settings, files: what they are about is not told by any key.
    boolean everything = requests.stream().anyMatch(request -> Kind.of(request) != Kind.RECORD);
    return everything
        ? new Touched(new long[0], true, true, true)
        : new Touched(
            requests.stream().flatMapToLong(Touched::keys).sorted().distinct().toArray(),
            false,
            requests.stream().anyMatch(View::isFrontend),
            requests.stream().anyMatch(Request::hasRemoveCluster));
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

  private static LongStream keys(Request record) {
    LongStream.Builder keys = LongStream.builder();
    keys.add(hash(Records.key(record)));
    String second = Records.secondKey(record);
    if (second != null) {
      keys.add(hash(second));
    }
    String cluster = Records.cluster(record);
    if (!cluster.isEmpty()) {
      keys.add(hash(Records.clusterKey(cluster)));
    }
    RequestHttpFrontend frontend = Records.frontend(record);
    if (frontend != null && frontend.getPosition() != RulePosition.TREE) {
      // Of the rules before and behind the tree the first that fits is taken, in order of addition.
      keys.add(hash("r|" + Records.https(record) + Records.address(frontend.getAddress())));
    }
    return keys.build();
  }

  private static long hash(String key) {
    long hash = FNV_BASIS;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }
}
