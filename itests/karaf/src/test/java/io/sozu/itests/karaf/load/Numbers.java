package io.sozu.itests.karaf.load;

import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Requests;
import java.util.Map;
import java.util.TreeMap;

/**
 * The messages: numbers from 1 on, each of which changes one of the clusters in turn. The number is
 * put into a field of the cluster that Sōzu tells again, so that it is the cluster's version.
 */
final class Numbers {
  /** A second's messages change each ten times. */
  static final int CLUSTERS = 100;

  private Numbers() {}

  /** What a message asks for. */
  static byte[] body(long number) {
    Cluster cluster =
        Requests.cluster(cluster(number)).toBuilder().setMaxConnectionsPerIp(number).build();
    return Request.newBuilder().setAddCluster(cluster).build().toByteArray();
  }

  /** The cluster that a message changes. */
  static String cluster(long number) {
    return "cluster-" + number % CLUSTERS;
  }

  /** Which message a cluster is as. */
  static long of(Cluster cluster) {
    return cluster.getMaxConnectionsPerIp();
  }

  /** What Sōzu has when all messages up to one are applied. */
  static Map<String, Long> upTo(long last) {
    Map<String, Long> clusters = new TreeMap<>();
    for (long number = Math.max(1, last - CLUSTERS + 1); number <= last; number++) {
      clusters.put(cluster(number), number);
    }
    return clusters;
  }
}
