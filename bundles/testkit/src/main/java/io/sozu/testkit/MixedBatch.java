package io.sozu.testkit;

import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Clusters with a frontend and two backends each, and bad requests among them: removals of what is
 * not there, refused by the main process, refused by the workers, too large to be sent.
 *
 * @param requests in their order
 * @param bad the places of the bad ones, with a part of the reason that is told
 * @param clusters how many there are, named by the prefix and a number from 0
 */
public record MixedBatch(List<Request> requests, Map<Integer, String> bad, int clusters) {
  private static final int TOO_LARGE = 3_000_000;

  /** All but the first cluster's may be anywhere: some of the bad ones are about that one. */
  private static final int OF_FIRST_CLUSTER = 4;

  /**
   * A batch; the same one for the same arguments.
   *
   * @param prefix of the clusters' ids
   * @param http a listener for the frontends
   * @param size of all together
   * @param bad how many of them
   */
  public static MixedBatch of(String prefix, InetSocketAddress http, int size, int bad) {
    List<Request> good = new ArrayList<>();
    int clusters = 0;
    while (good.size() < size - bad) {
      String id = prefix + clusters++;
      good.add(Requests.addCluster(id));
      good.add(Requests.addHttpFrontend(id, http, id + ".example"));
      good.add(Requests.addBackend(id, id + "-a", 1));
      good.add(Requests.addBackend(id, id + "-b", 2));
    }
    List<Request> all = new ArrayList<>(good.subList(0, size - bad));
    Map<Request, String> reasons = new HashMap<>();
    Random random = new Random(3);
    for (int i = 0; i < bad; i++) {
      Map.Entry<Request, String> one = bad(prefix, http, i);
      reasons.put(one.getKey(), one.getValue());
      all.add(OF_FIRST_CLUSTER + random.nextInt(all.size() - OF_FIRST_CLUSTER + 1), one.getKey());
    }
    Map<Integer, String> at = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      String reason = reasons.get(all.get(i));
      if (reason != null) {
        at.put(i, reason);
      }
    }
    return new MixedBatch(List.copyOf(all), Map.copyOf(at), clusters);
  }

  private static Map.Entry<Request, String> bad(String prefix, InetSocketAddress http, int i) {
    String first = prefix + 0;
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10 + i);
    return switch (i % 7) {
      case 0 -> Map.entry(Requests.removeCluster("none-" + i), "Did not find");
      case 1 ->
          Map.entry(Requests.removeBackend(first, "none-" + i, 9), "did not bring any change");
      case 2 -> Map.entry(Requests.addHttpFrontend(first, nowhere, "x.example"), "no");
      case 3 ->
          Map.entry(
              Requests.addHttpFrontend(first, http, "bad" + i + "..example/"), "main process");
      case 4 -> Map.entry(Requests.addBackend("none-" + i, "b", 1), "could not apply");
      case 5 ->
          Map.entry(
              Request.newBuilder()
                  .setAddCluster(
                      Cluster.newBuilder(Requests.cluster("large-" + i))
                          .setAnswer503("x".repeat(TOO_LARGE)))
                  .build(),
              "bytes");
      default ->
          Map.entry(
              Requests.addHttpFrontend("other-" + i, http, first + ".example"), "already exists");
    };
  }
}
