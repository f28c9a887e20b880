package io.sozu.client.internal.metrics;

import com.google.protobuf.CodedOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The clusters of one Sōzu with the number of their backends, and ids that only frontends name.
 * Immutable; made for 130,000 ids.
 */
final class ClusterTable {
  /** The number of backends is not known. */
  static final int UNKNOWN = -1;

  static final ClusterTable EMPTY = new Builder().build();

  private final String[] ids;
  private final int[] backends;
  private final int[] backendIdBytes;
  private final Set<String> onlyNamed;
  private final boolean whole;

  private ClusterTable(
      String[] ids, int[] backends, int[] backendIdBytes, Set<String> onlyNamed, boolean whole) {
    this.onlyNamed = onlyNamed;
    this.whole = whole;
    this.ids = ids;
    this.backends = backends;
    this.backendIdBytes = backendIdBytes;
  }

  /** All ids, sorted. */
  List<String> ids() {
    return Arrays.asList(ids);
  }

  /** The ids of the clusters that there are, sorted. */
  List<String> configured() {
    return onlyNamed.isEmpty()
        ? ids()
        : ids().stream().filter(id -> !onlyNamed.contains(id)).toList();
  }

  /** Whether these are all clusters, not only those that have frontends. */
  boolean whole() {
    return whole;
  }

  int size() {
    return ids.length;
  }

  boolean contains(String id) {
    return Arrays.binarySearch(ids, id) >= 0;
  }

  /** How many backends the state has, or {@link #UNKNOWN}. */
  int backends(String id) {
    int at = Arrays.binarySearch(ids, id);
    return at < 0 ? UNKNOWN : backends[at];
  }

  /** Bytes of the ids of all its backends, 0 when they are unknown. */
  int backendIdBytes(String id) {
    int at = Arrays.binarySearch(ids, id);
    return at < 0 ? 0 : backendIdBytes[at];
  }

  /**
   * These ids, or all when there are none. Doubles are dropped: Sōzu answers a doubled id once,
   * which would look incomplete.
   */
  List<String> only(List<String> wanted) {
    return wanted.isEmpty() ? ids() : List.copyOf(new LinkedHashSet<>(wanted));
  }

  /** Collects a table, in any order. Not thread-safe. */
  static final class Builder {
    private final Map<String, int[]> clusters = new TreeMap<>();
    private final Set<String> onlyNamed = new HashSet<>();
    private boolean whole = true;

    void cluster(String id) {
      clusters.computeIfAbsent(id, any -> new int[2]);
      onlyNamed.remove(id);
    }

    /** A frontend names it; empty is none. */
    void named(String id) {
      if (!id.isEmpty() && clusters.putIfAbsent(id, new int[2]) == null) {
        onlyNamed.add(id);
      }
    }

    void backend(String cluster, String backend) {
      int[] entry = clusters.computeIfAbsent(cluster, any -> new int[2]);
      entry[0]++;
      entry[1] += CodedOutputStream.computeStringSizeNoTag(backend);
    }

    /** There may be clusters that nobody told. */
    void partial() {
      whole = false;
    }

    void clusterOfUnknownSize(String id) {
      clusters.computeIfAbsent(id, any -> new int[] {UNKNOWN, 0});
    }

    ClusterTable build() {
      String[] ids = new String[clusters.size()];
      int[] backends = new int[ids.length];
      int[] bytes = new int[ids.length];
      int at = 0;
      for (Map.Entry<String, int[]> entry : clusters.entrySet()) {
        ids[at] = entry.getKey();
        backends[at] = entry.getValue()[0];
        bytes[at++] = entry.getValue()[1];
      }
      return new ClusterTable(ids, backends, bytes, Set.copyOf(onlyNamed), whole);
    }
  }
}
