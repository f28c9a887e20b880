package io.sozu.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sozu.protocol.command.HardStop;
import io.sozu.protocol.command.Request;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Messages that change clusters, backends and frontends at random, a few of them bad, and what a
 * Sōzu must have in the end that took all the others in order. The same seed gives the same.
 */
public final class RandomChanges {
  private static final int CLUSTERS = 40;

  /** One in so many is bad. */
  private static final int BAD = 50;

  private static final int FEW_SEEDS = 3;

  private final Random random;
  private final InetSocketAddress listener;
  private final Map<String, Request> clusters = new TreeMap<>();
  private final Map<String, Request> backends = new TreeMap<>();
  private final Map<String, Request> frontends = new TreeMap<>();
  private final Map<String, String> bad = new LinkedHashMap<>();
  private int messages;

  /**
   * None so far.
   *
   * @param listener of the frontends
   */
  public RandomChanges(long seed, InetSocketAddress listener) {
    this.random = new Random(seed);
    this.listener = listener;
  }

  /** Seeds for tests: as many as {@code sozu.seeds} says, from {@code sozu.seed} on. */
  public static LongStream seeds() {
    long first = Long.getLong("sozu.seed", new Random().nextInt(Integer.MAX_VALUE));
    return LongStream.range(first, first + Integer.getInteger("sozu.seeds", FEW_SEEDS));
  }

  /** Ids of the messages that must be dead letters, with a part of the reason. */
  public Map<String, String> bad() {
    return bad;
  }

  /** The ids of all clusters that any message names, also of those that are not there. */
  public static Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < CLUSTERS; i++) {
      names.add("c" + i);
    }
    return names;
  }

  /** The records of the state that there must be. */
  public Set<Request> expected() {
    Set<Request> all = new HashSet<>(clusters.values());
    all.addAll(backends.values());
    all.addAll(frontends.values());
    return all;
  }

  /** The next message, which may be a bad one. */
  public Change next() {
    return random.nextInt(BAD) == 0 ? bad("m" + messages++) : good();
  }

  /** The next message that is not bad. */
  public Change good() {
    String id = "m" + messages++;
    String cluster = "c" + random.nextInt(CLUSTERS);
    if (!clusters.containsKey(cluster)) {
      return Change.of(id, wholeCluster(cluster));
    }
    return switch (random.nextInt(8)) {
      case 0 -> Change.of(id, removeCluster(cluster));
      case 1 -> Change.of(id, addCluster(cluster));
      case 2, 3 -> Change.of(id, removeBackend(cluster));
      case 4 -> Change.of(id, changeFrontend(cluster));
      default -> Change.of(id, addBackend(cluster));
    };
  }

  private Change bad(String id) {
    return switch (random.nextInt(8)) {
      case 0 -> bad("the body is empty", new Change(id, "", new byte[0]));
      case 1 -> bad("is no protobuf Request", new Change(id, "", new byte[] {1, 2, 3}));
      case 2 -> bad("text/html is unknown", new Change(id, "text/html", new byte[] {1}));
      case 3 -> bad("JSON", new Change(id, "application/json", "{".getBytes(UTF_8)));
      case 4 -> bad("HardStop is never accepted from a broker", Change.of(id, hardStop()));
      case 5 -> bad("main process", Change.of(id, malformedFrontend()));
      case 6 -> bad("record 1: AddBackend", Change.of(id, addBackend("c0"), orphan()));
      // No removal: after an unknown outcome nobody can tell that there was nothing to remove.
      default -> bad("AddBackend", Change.of(id, orphan()));
    };
  }

  private Change bad(String reason, Change change) {
    bad.put(change.id(), reason);
    return change;
  }

  private static Request hardStop() {
    return Request.newBuilder().setHardStop(HardStop.getDefaultInstance()).build();
  }

  private Request malformedFrontend() {
    return Requests.addHttpFrontend("c0", listener, "malformed..example/");
  }

  /** A backend of a cluster that is never there. */
  private static Request orphan() {
    return Requests.addBackend("absent", "b", 80);
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

  /** Sōzu refuses it where the cluster is not there. */
  private Request addBackend(String cluster) {
    int port = 1_000 + random.nextInt(20);
    Request request = Requests.addBackend(cluster, "b" + port, port);
    if (clusters.containsKey(cluster)) {
      backends.put(cluster + " " + port, request);
    }
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
