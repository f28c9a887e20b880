package io.sozu.itests.benchmarks;

import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.LoadBalancingAlgorithms;
import io.sozu.protocol.command.PathRule;
import io.sozu.protocol.command.PathRuleKind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RulePosition;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.Status;
import java.util.ArrayList;
import java.util.List;

/** What is asked; the Rust peer asks the same. */
final class Requests {
  /** Clusters and ports over which AddBackend goes round, so that Sōzu's state stays as large. */
  static final int BACKENDS = 1000;

  private static final int FIRST_PORT = 20_000;
  private static final int LOOPBACK = 0x7f000001;

  private Requests() {}

  static Request of(String kind, int number) {
    return switch (kind) {
      case "Status" -> Request.newBuilder().setStatus(Status.getDefaultInstance()).build();
      case "AddBackend" -> backend("c" + number % BACKENDS, FIRST_PORT + number % BACKENDS);
      default -> throw new IllegalArgumentException("unknown kind " + kind);
    };
  }

  static Request cluster(String id) {
    return Request.newBuilder()
        .setAddCluster(
            Cluster.newBuilder()
                .setClusterId(id)
                .setStickySession(false)
                .setHttpsRedirect(false)
                .setLoadBalancing(LoadBalancingAlgorithms.ROUND_ROBIN))
        .build();
  }

  static List<Request> clusters(String prefix, int count) {
    List<Request> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      requests.add(cluster(prefix + i));
    }
    return requests;
  }

  /** Removals of {@link #clusters}. */
  static List<Request> removals(String prefix, int count) {
    List<Request> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      requests.add(Request.newBuilder().setRemoveCluster(prefix + i).build());
    }
    return requests;
  }

  static Request backend(String cluster, int port) {
    return Request.newBuilder()
        .setAddBackend(
            AddBackend.newBuilder().setClusterId(cluster).setBackendId("b").setAddress(local(port)))
        .build();
  }

  static Request frontend(String cluster, String hostname, int listener) {
    return Request.newBuilder()
        .setAddHttpFrontend(
            RequestHttpFrontend.newBuilder()
                .setClusterId(cluster)
                .setAddress(local(listener))
                .setHostname(hostname)
                .setPath(PathRule.newBuilder().setKind(PathRuleKind.PREFIX).setValue(""))
                .setPosition(RulePosition.TREE))
        .build();
  }

  private static SocketAddress local(int port) {
    return SocketAddress.newBuilder()
        .setIp(IpAddress.newBuilder().setV4(LOOPBACK))
        .setPort(port)
        .build();
  }
}
