package io.sozu.testkit.internal.state;

import io.sozu.protocol.command.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The frontends of TCP, or those of UDP: an address belongs to a cluster.
 *
 * @param <F> what a frontend is
 */
final class AddressFrontends<F> {
  private final String kind;

  /** What Sōzu's own text of a key has besides the address and the cluster's id, in bytes. */
  private final int keyBytes;

  private final Function<F, String> cluster;
  private final Function<F, SocketAddress> address;
  private final Map<String, List<F>> byCluster = new TreeMap<>();

  AddressFrontends(
      String kind, int keyBytes, Function<F, String> cluster, Function<F, SocketAddress> address) {
    this.kind = kind;
    this.keyBytes = keyBytes;
    this.cluster = cluster;
    this.address = address;
  }

  void add(F frontend) throws Refusal {
    List<F> frontends = byCluster.computeIfAbsent(cluster.apply(frontend), id -> new ArrayList<>());
    if (frontends.stream().anyMatch(known -> same(known, frontend))) {
      String text = Text.of(address.apply(frontend)) + cluster.apply(frontend);
      throw Refusal.exists(kind, keyBytes + Text.bytes(text));
    }
    frontends.add(frontend);
  }

  void remove(F frontend) throws Refusal {
    List<F> frontends = byCluster.get(cluster.apply(frontend));
    if (frontends == null) {
      throw Refusal.notFound(kind, Text.of(address.apply(frontend)) + cluster.apply(frontend));
    }
    if (!frontends.removeIf(known -> same(known, frontend))) {
      throw Refusal.noChange();
    }
  }

  void removeCluster(String clusterId) {
    byCluster.remove(clusterId);
  }

  Stream<F> all() {
    return byCluster.values().stream().flatMap(List::stream);
  }

  Stream<F> ofCluster(String clusterId) {
    return byCluster.getOrDefault(clusterId, List.of()).stream();
  }

  private boolean same(F one, F other) {
    return address.apply(one).equals(address.apply(other));
  }
}
