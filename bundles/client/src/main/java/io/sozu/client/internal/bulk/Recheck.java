package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.Outcome;
import io.sozu.client.SozuException;
import io.sozu.client.internal.exchange.StateReader;
import io.sozu.client.internal.guard.Kind;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.state.Records;
import io.sozu.protocol.state.Records.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what of a batch was in force and is not any more, after Sōzu was replaced by another
 * process in the middle: one that was killed comes back with an old state or none.
 */
final class Recheck {
  private static final Logger LOG = LoggerFactory.getLogger(Recheck.class);
  private static final Duration READING = Duration.ofSeconds(110);

  private final List<Request> requests;

  /** What was put under a key and not removed since, in order; and the last removal. */
  private final Map<String, List<Integer>> writers = new LinkedHashMap<>();

  private final Map<String, Set<String>> keysOfCluster = new HashMap<>();

  Recheck(List<Request> requests) {
    this.requests = requests;
  }

  /**
   * The records that were in force and are not any more, in the order of the batch; none if that
   * cannot be read.
   *
   * @throws ClientClosed when the client is closed
   */
  List<Integer> lost(Order order, Outcomes outcomes, StateReader reader) {
    for (int place = 0; place < order.size(); place++) {
      int index = order.at(place);
      Outcome outcome = outcomes.of(index);
      if (outcome != null && outcome.inForce() && Kind.of(requests.get(index)) == Kind.RECORD) {
        add(index);
      }
    }
    try {
      return lost(reader);
    } catch (ClientClosed e) {
      throw e;
    } catch (IOException | CompletionException | SozuException e) {
      // It was so, and no trace of the contrary: those who must know ask again.
      LOG.info("Sōzu was replaced, and what it took over could not be read: {}", e.toString());
      return List.of();
    }
  }

  /** Notes a record that was in force, in the order of the batch. */
  private void add(int index) {
    Request request = requests.get(index);
    Role role = Records.role(request);
    String key = Records.key(request);
    if (request.hasRemoveCluster()) {
      keysOfCluster.getOrDefault(request.getRemoveCluster(), Set.of()).forEach(writers::remove);
      keysOfCluster.remove(request.getRemoveCluster());
    }
    List<Integer> before = writers.computeIfAbsent(key, any -> new ArrayList<>());
    if (role != Role.PUT) {
      before.clear();
    }
    before.add(index);
    String cluster = Records.cluster(request);
    if (!cluster.isEmpty() && !request.hasRemoveCluster()) {
      keysOfCluster.computeIfAbsent(cluster, any -> new HashSet<>()).add(key);
    }
    String second = Records.secondKey(request);
    if (second != null) {
      writers.remove(second);
    }
  }

  private List<Integer> lost(StateReader reader) throws IOException {
    Set<String> there = new HashSet<>();
    Set<String> different = new HashSet<>();
    reader.readHere(
        kind -> kind.name().startsWith("ADD_") && !kind.name().contains("LISTENER"),
        record -> {
          String key = Records.key(record);
          List<Integer> wanted = writers.get(key);
          if (wanted != null) {
            there.add(key);
            if (!same(record, requests.get(wanted.get(wanted.size() - 1)))) {
              different.add(key);
            }
          }
        },
        Deadline.in(READING));
    TreeSet<Integer> lost = new TreeSet<>();
    writers.forEach(
        (key, indexes) -> {
          boolean removed = removes(requests.get(indexes.get(indexes.size() - 1)));
          if (removed == there.contains(key) || (!removed && different.contains(key))) {
            lost.addAll(indexes);
          }
        });
    return List.copyOf(lost);
  }

  private static boolean removes(Request request) {
    return Records.role(request) == Role.REMOVE
        || request.getRequestTypeCase() == RequestTypeCase.REMOVE_CERTIFICATE;
  }

  private static boolean same(Request there, Request wanted) {
    Cluster cluster = there.getAddCluster();
    return switch (wanted.getRequestTypeCase()) {
      case ADD_CLUSTER -> cluster.equals(wanted.getAddCluster());
      case SET_HEALTH_CHECK ->
          cluster.getHealthCheck().equals(wanted.getSetHealthCheck().getConfig());
      case REMOVE_HEALTH_CHECK -> !cluster.hasHealthCheck();
      case ADD_BACKEND, ADD_UNIX_BACKEND -> there.equals(wanted);
      default -> Records.cluster(there).equals(Records.cluster(wanted));
    };
  }
}
