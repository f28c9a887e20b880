package io.sozu.client.internal.bulk;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.Records;
import io.sozu.protocol.state.Records.Role;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps from one piece what could not be told apart afterwards: what is in force tells of the last
 * record of a key only.
 */
final class Conflicts {
  private final Map<String, Role> uses = new HashMap<>();
  private final Set<String> clusters = new HashSet<>();
  private final Set<String> removedClusters = new HashSet<>();
  private final Set<String> addedClusters = new HashSet<>();

  /** Clusters that must be there before the piece, for what it puts into them. */
  private final Set<String> neededClusters = new HashSet<>();

  /** Whether what follows must come behind it: rules that are tried in order of addition. */
  private boolean ordered;

  private @Nullable String lastRemoved;

  /** Whether the record may be in the piece beside those that are. */
  boolean allow(Request record, Role role, String key) {
    String cluster = Records.cluster(record);
    if (removedClusters.contains(cluster)
        || (record.hasRemoveCluster() && clusters.contains(cluster))) {
      return false;
    }
    if (record.hasAddCluster() && neededClusters.contains(cluster)) {
      // What came too early for its cluster would be sent again singly, and no longer be too early.
      return false;
    }
    String second = Records.secondKey(record);
    Role used = uses.get(key);
    return switch (role) {
      case PUT -> used == null || used == Role.PUT;
      case ADD -> used == null || completesChange(key);
      case REMOVE -> used == null;
      case CERTIFICATE -> used == null && (second == null || !uses.containsKey(second));
    };
  }

  /** Whether the key was removed by the record just before: a change in one load. */
  boolean completesChange(String key) {
    return key.equals(lastRemoved);
  }

  /**
   * Notes a record.
   *
   * @return whether another one has put something under the same key
   */
  boolean add(Request record, Role role, String key) {
    String cluster = Records.cluster(record);
    if (record.hasRemoveCluster()) {
      removedClusters.add(cluster);
    } else if (!cluster.isEmpty()) {
      clusters.add(cluster);
    }
    if (record.hasAddCluster()) {
      addedClusters.add(cluster);
    } else if (role == Role.PUT && !addedClusters.contains(cluster)) {
      neededClusters.add(cluster);
    }
    ordered |= Touched.ordered(record) != null;
    String second = Records.secondKey(record);
    if (second != null) {
      uses.put(second, role);
    }
    lastRemoved = role == Role.REMOVE ? key : null;
    return uses.put(key, role) == Role.PUT;
  }

  /**
   * Whether the order of two pieces matters, so that what the first one lacks must not be sent
   * behind the second. With a cluster goes much that no record names.
   */
  boolean shares(Conflicts other) {
    return (ordered && other.ordered)
        || !removedClusters.isEmpty()
        || !other.removedClusters.isEmpty()
        || !Collections.disjoint(uses.keySet(), other.uses.keySet())
        || !Collections.disjoint(clusters, other.clusters);
  }
}
