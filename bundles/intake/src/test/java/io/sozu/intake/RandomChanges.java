package io.sozu.intake;

import io.sozu.protocol.command.Request;
import io.sozu.testkit.Requests;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Messages that change clusters, backends and frontends at random, a few of them bad, and what a
 * Sōzu must have in the end that took all the others in order.
 */
final class RandomChanges {
  private static final int CLUSTERS = 40;

  private final Random random;
  private final InetSocketAddress listener;
  private final Map<String, Request> clusters = new TreeMap<>();
  private final Map<String, Request> backends = new TreeMap<>();
  private final Map<String, Request> frontends = new TreeMap<>();
  private final Set<String> bad = new LinkedHashSet<>();
  private int messages;

  RandomChanges(long seed, InetSocketAddress listener) {
    this.random = new Random(seed);
    this.listener = listener;
  }

  /** Ids of the messages that must be dead letters. */
  Set<String> bad() {
    return bad;
  }

  /** The records of the state that there must be. */
  Set<Request> expected() {
    Set<Request> all = new HashSet<>(clusters.values());
    all.addAll(backends.values());
    all.addAll(frontends.values());
    return all;
  }

  /** The next message. */
  TestMessage next() {
    String id = "m" + messages++;
    if (random.nextInt(50) == 0) {
      bad.add(id);
      return bad(id);
    }
    String cluster = "c" + random.nextInt(CLUSTERS);
    if (!clusters.containsKey(cluster)) {
      return TestMessage.records(id, wholeCluster(cluster));
    }
    return switch (random.nextInt(8)) {
      case 0 -> TestMessage.of(id, removeCluster(cluster));
      case 1 -> TestMessage.of(id, addCluster(cluster));
      case 2, 3 -> TestMessage.of(id, removeBackend(cluster));
      case 4 -> TestMessage.records(id, changeFrontend(cluster));
      default -> TestMessage.of(id, addBackend(cluster));
    };
  }

  private TestMessage bad(String id) {
    return switch (random.nextInt(3)) {
      case 0 -> TestMessage.of(id, new byte[0], "");
      case 1 -> TestMessage.of(id, new byte[] {1, 2, 3}, "");
      // No removal: after an unknown outcome nobody can tell that there was nothing to remove.
      default -> TestMessage.of(id, Requests.addBackend("absent", "b", 80));
    };
  }

  private Request[] wholeCluster(String cluster) {
    List<Request> all = new ArrayList<>();
    all.add(addCluster(cluster));
    all.add(addBackend(cluster));
    all.add(addFrontend(cluster));
    return all.toArray(Request[]::new);
  }

  private Request addCluster(String cluster) {
    Request request =
        Request.newBuilder()
            .setAddCluster(
                Requests.cluster(cluster).toBuilder().setHttpsRedirect(random.nextBoolean()))
            .build();
    clusters.put(cluster, request);
    return request;
  }

  private Request removeCluster(String cluster) {
    clusters.remove(cluster);
    backends.keySet().removeIf(key -> key.startsWith(cluster + " "));
    frontends.remove(cluster);
    return Requests.removeCluster(cluster);
  }

  private Request addBackend(String cluster) {
    int port = 1_000 + random.nextInt(20);
    Request request = Requests.addBackend(cluster, "b" + port, port);
    backends.put(cluster + " " + port, request);
    return request;
  }

  private Request removeBackend(String cluster) {
    List<String> some =
        backends.keySet().stream().filter(key -> key.startsWith(cluster + " ")).toList();
    if (some.isEmpty()) {
      return addBackend(cluster);
    }
    String key = some.get(random.nextInt(some.size()));
    int port = Integer.parseInt(key.substring(key.indexOf(' ') + 1));
    backends.remove(key);
    return Requests.removeBackend(cluster, "b" + port, port);
  }

  private Request addFrontend(String cluster) {
    Request request =
        Request.newBuilder()
            .setAddHttpFrontend(
                Requests.frontend(cluster, listener, cluster + ".example").toBuilder()
                    .putTags("n", Integer.toString(random.nextInt(1_000))))
            .build();
    frontends.put(cluster, request);
    return request;
  }

  private Request[] changeFrontend(String cluster) {
    return new Request[] {
      Requests.removeHttpFrontend(cluster, listener, cluster + ".example"), addFrontend(cluster)
    };
  }
}
