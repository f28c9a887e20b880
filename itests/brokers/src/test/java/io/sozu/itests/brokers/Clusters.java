package io.sozu.itests.brokers;

import io.sozu.client.SozuClient;
import io.sozu.protocol.command.Cluster;
import java.util.Map;
import java.util.TreeMap;

/** The clusters that a Sōzu has. */
final class Clusters {
  private Clusters() {}

  /** Those whose id begins so, with their sticky sessions. */
  static Map<String, Boolean> of(SozuClient client, String prefix) {
    Map<String, Boolean> found = new TreeMap<>();
    client
        .state()
        .read(
            record -> {
              if (record.hasAddCluster()) {
                Cluster cluster = record.getAddCluster();
                if (cluster.getClusterId().startsWith(prefix)) {
                  found.put(cluster.getClusterId(), cluster.getStickySession());
                }
              }
            })
        .toCompletableFuture()
        .join();
    return found;
  }
}
