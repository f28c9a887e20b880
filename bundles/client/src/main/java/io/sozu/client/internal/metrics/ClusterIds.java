package io.sozu.client.internal.metrics;

import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.StateRead;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.CountRequests;
import io.sozu.protocol.command.FrontendFilters;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.Response;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which clusters there are. Read through SaveState, because no list of Sōzu's is bounded, and kept
 * while Sōzu's count of the requests that change clusters stays the same. Where Sōzu cannot write
 * into our folder, the frontends tell the ids: that list is answered by the main process alone, so
 * when it is too large only our connection ends. Thread-safe.
 */
final class ClusterIds {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterIds.class);

  private static final Set<RequestTypeCase> WANTED =
      EnumSet.of(
          RequestTypeCase.ADD_CLUSTER,
          RequestTypeCase.ADD_BACKEND,
          RequestTypeCase.ADD_UNIX_BACKEND);

  /** Kinds, as CountRequests names them, after which the ids may be others. */
  private static final Set<String> CHANGING =
      Set.of("AddCluster", "RemoveCluster", "AddBackend", "RemoveBackend", "AddUnixBackend");

  /**
   * SaveState takes Sōzu 0.4 s for 10,000 clusters: when they change all the time, at most a tenth
   * of it goes there, and new clusters are seen a little later.
   */
  private static final int REST = 10;

  /** So many clusters are always read at once. */
  private static final int FEW = 5_000;

  private final Wire wire;
  private final StateRead state;
  private @Nullable Known known;
  private @Nullable CompletableFuture<ClusterTable> reading;
  private boolean warned;

  ClusterIds(Wire wire, StateRead state) {
    this.wire = wire;
    this.state = state;
  }

  /** The clusters as they are now, or as they were moments ago when reading them is costly. */
  CompletableFuture<ClusterTable> table(Deadline deadline) {
    long generation = wire.generation();
    return wire.send(
            Request.newBuilder().setCountRequests(CountRequests.getDefaultInstance()).build(),
            deadline)
        .thenCompose(answer -> tableAt(generation, changing(answer), deadline));
  }

  private synchronized CompletableFuture<ClusterTable> tableAt(
      long generation, Map<String, Integer> counts, Deadline deadline) {
    Known now = known;
    if (now != null && now.generation == generation) {
      long age = System.nanoTime() - now.readAt;
      boolean affordable = now.table.size() <= FEW || age > REST * now.cost;
      if (now.counts.equals(counts) || !affordable) {
        return CompletableFuture.completedFuture(now.table);
      }
    }
    CompletableFuture<ClusterTable> running = reading;
    if (running != null && !running.isDone()) {
      return running.copy();
    }
    CompletableFuture<ClusterTable> fresh = read(generation, counts, deadline);
    reading = fresh;
    return fresh.copy();
  }

  private CompletableFuture<ClusterTable> read(
      long generation, Map<String, Integer> counts, Deadline deadline) {
    long started = System.nanoTime();
    ClusterTable.Builder table = new ClusterTable.Builder();
    return state
        .read(WANTED::contains, record -> take(record, table), deadline)
        .thenApply(any -> table.build())
        .exceptionallyCompose(failure -> fromFrontends(failure, deadline))
        .thenApply(read -> keep(new Known(read, counts, generation, started)));
  }

  private synchronized ClusterTable keep(Known fresh) {
    known = fresh;
    return fresh.table;
  }

  private static void take(Request record, ClusterTable.Builder table) {
    switch (record.getRequestTypeCase()) {
      case ADD_CLUSTER -> table.cluster(record.getAddCluster().getClusterId());
      case ADD_BACKEND ->
          table.backend(
              record.getAddBackend().getClusterId(), record.getAddBackend().getBackendId());
      case ADD_UNIX_BACKEND ->
          table.backend(
              record.getAddUnixBackend().getClusterId(), record.getAddUnixBackend().getBackendId());
      default -> {}
    }
  }

  private CompletableFuture<ClusterTable> fromFrontends(Throwable failure, Deadline deadline) {
    boolean first;
    synchronized (this) {
      first = !warned;
      warned = true;
    }
    if (first) {
      LOG.warn(
          "Sōzu's state cannot be read through a file ({}); metrics are asked for the clusters"
              + " that have frontends",
          String.valueOf(failure.getMessage()));
    }
    Request request =
        Request.newBuilder()
            .setListFrontends(
                FrontendFilters.newBuilder().setHttp(true).setHttps(true).setTcp(true))
            .build();
    return wire.send(request, deadline)
        .thenApply(answer -> ofFrontends(answer.getContent().getFrontendList()));
  }

  private static ClusterTable ofFrontends(ListedFrontends list) {
    ClusterTable.Builder table = new ClusterTable.Builder();
    list.getHttpFrontendsList().stream()
        .filter(frontend -> frontend.hasClusterId())
        .forEach(frontend -> table.clusterOfUnknownSize(frontend.getClusterId()));
    list.getHttpsFrontendsList().stream()
        .filter(frontend -> frontend.hasClusterId())
        .forEach(frontend -> table.clusterOfUnknownSize(frontend.getClusterId()));
    list.getTcpFrontendsList()
        .forEach(frontend -> table.clusterOfUnknownSize(frontend.getClusterId()));
    list.getUdpFrontendsList()
        .forEach(frontend -> table.clusterOfUnknownSize(frontend.getClusterId()));
    return table.build();
  }

  private static Map<String, Integer> changing(Response answer) {
    Map<String, Integer> counts = new TreeMap<>(answer.getContent().getRequestCounts().getMapMap());
    counts.keySet().retainAll(CHANGING);
    return counts;
  }

  /** What was read, and what it cost. */
  private static final class Known {
    final ClusterTable table;
    final Map<String, Integer> counts;
    final long generation;
    final long readAt = System.nanoTime();
    final long cost;

    Known(ClusterTable table, Map<String, Integer> counts, long generation, long started) {
      this.table = table;
      this.counts = counts;
      this.generation = generation;
      this.cost = readAt - started;
    }
  }
}
