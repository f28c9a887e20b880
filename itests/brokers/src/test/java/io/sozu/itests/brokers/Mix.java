package io.sozu.itests.brokers;

import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Requests;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Messages that add, change and remove clusters at random, some of them bad, and what Sōzu must
 * have in the end.
 *
 * @param messages in the order to publish
 * @param clusters that are left, by id, with the value of their sticky sessions
 * @param bad ids of messages that must be dead letters
 * @param removals ids of messages that remove. One that was applied and comes again has nothing to
 *     remove, and may be a dead letter too
 */
record Mix(
    List<Published> messages,
    Map<String, Boolean> clusters,
    Set<String> bad,
    Set<String> removals) {
  private static final int NAMES = 60;

  /**
   * Makes one; the same seed gives the same.
   *
   * @param prefix of the clusters' ids
   */
  static Mix of(long seed, int count, String prefix) {
    Random random = new Random(seed);
    Mix mix =
        new Mix(new ArrayList<>(), new TreeMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    for (int i = 0; i < count; i++) {
      mix.add("m" + i, prefix + random.nextInt(NAMES), random);
    }
    return mix;
  }

  private void add(String id, String cluster, Random random) {
    int dice = random.nextInt(100);
    if (dice < 2) {
      bad.add(id);
      messages.add(Published.of(id, "", new byte[] {(byte) dice, 1, 2}));
    } else if (dice < 30 && clusters.remove(cluster) != null) {
      removals.add(id);
      messages.add(Published.of(id, Requests.removeCluster(cluster)));
    } else {
      boolean sticky = random.nextBoolean();
      clusters.put(cluster, sticky);
      messages.add(Published.of(id, add(cluster, sticky)));
    }
  }

  private static Request add(String id, boolean sticky) {
    Cluster cluster = Requests.cluster(id).toBuilder().setStickySession(sticky).build();
    return Request.newBuilder().setAddCluster(cluster).build();
  }
}
