package io.sozu.client.internal.metrics;

import io.sozu.client.NotSentInTime;
import io.sozu.client.internal.guard.Kind;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.StateRead;
import io.sozu.client.internal.wire.Steps;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.CountRequests;
import io.sozu.protocol.command.FrontendFilters;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.state.Records;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which clusters there are, those included that only frontends name: their traffic gets 503, and
 * workers have metrics of it (Sōzu 2.3.3). Read through SaveState, because no list of Sōzu's is
 * bounded, and kept while Sōzu's count of the requests that change clusters stays the same. Where
 * Sōzu cannot write into our folder, the frontends tell the ids: that list is answered by the main
 * process alone, so when it is too large only our connection ends. Thread-safe.
 */
final class ClusterIds {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterIds.class);

  private static final Request COUNT =
      Request.newBuilder().setCountRequests(CountRequests.getDefaultInstance()).build();

  /** In the names, as CountRequests has them, of the kinds after which the ids may be others. */
  private static final List<String> CHANGING = List.of("Cluster", "Backend", "Frontend");

  /**
   * SaveState takes Sōzu 0.4 s for 10,000 clusters: when they change all the time, at most a tenth
   * of it goes there, and new clusters are seen a little later.
   */
  private static final int REST = 10;

  /** So many clusters are always read at once. */
  private static final int FEW = 5_000;

  /** A reading that took so long last time is not waited for while older ids are there. */
  private static final long SLOW_NANOS = 2_000_000_000;

  /** A million clusters take less. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private static final String TOO_SHORT = "the clusters were not read in time; reading goes on";

  private final Wire wire;
  private final StateRead state;
  private @Nullable Known known;
  private @Nullable Reading reading;
  private boolean warned;

  ClusterIds(Wire wire, StateRead state) {
    this.wire = wire;
    this.state = state;
  }

  /**
   * The clusters as they are now, or as they were moments ago when reading them is costly. A
   * reading that takes longer than the caller can wait goes on for the next one.
   */
  CompletableFuture<ClusterTable> table(Deadline deadline) {
    long generation = wire.generation();
    CompletableFuture<ClusterTable> table =
        wire.send(COUNT, deadline).thenCompose(answer -> tableAt(generation, changing(answer)));
    Steps.Timer timeout =
        wire.steps()
            .after(
                deadline.remainingNanos(),
                () -> table.completeExceptionally(new NotSentInTime(TOO_SHORT)));
    return table.whenComplete((read, failure) -> timeout.cancel());
  }

  /**
   * All clusters as they are now; fails where they cannot be read, and never has a part of them.
   */
  CompletableFuture<ClusterTable> exact(Deadline deadline) {
    long generation = wire.generation();
    return wire.send(COUNT, deadline)
        .thenCompose(answer -> exactAt(generation, changing(answer), deadline));
  }

  private synchronized CompletableFuture<ClusterTable> exactAt(
      long generation, Map<String, Integer> counts, Deadline deadline) {
    Known now = known;
    if (now != null
        && now.generation == generation
        && now.counts.equals(counts)
        && now.table.whole()) {
      return CompletableFuture.completedFuture(now.table);
    }
    long started = System.nanoTime();
    return fromState(deadline)
        .thenApply(read -> keep(new Known(read, counts, generation, started)));
  }

  private CompletableFuture<ClusterTable> fromState(Deadline deadline) {
    ClusterTable.Builder table = new ClusterTable.Builder();
    return state
        .read(Kind.ADDITIONS_TO_CLUSTERS::contains, record -> take(record, table), deadline)
        .thenApply(any -> table.build());
  }

  private synchronized CompletableFuture<ClusterTable> tableAt(
      long generation, Map<String, Integer> counts) {
    Known now = known;
    boolean usable = now != null && now.generation == generation;
    if (now != null && usable && (now.counts.equals(counts) || !now.affordable())) {
      return CompletableFuture.completedFuture(now.table);
    }
    Reading running = reading;
    if (running == null || running.table.isDone()) {
      running = new Reading(counts, read(generation, counts));
      reading = running;
    } else if (!running.counts.equals(counts)) {
      // It may have begun before the last change.
      return running
          .table
          .handle((read, failure) -> 0)
          .thenCompose(any -> tableAt(generation, counts));
    }
    return now != null && usable && now.slow()
        ? CompletableFuture.completedFuture(now.table)
        : running.table.copy();
  }

  private CompletableFuture<ClusterTable> read(long generation, Map<String, Integer> counts) {
    long started = System.nanoTime();
    Deadline deadline = Deadline.in(LONGEST);
    return fromState(deadline)
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
      default -> table.named(Records.cluster(record));
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
    table.partial();
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
    counts.keySet().removeIf(kind -> CHANGING.stream().noneMatch(kind::contains));
    return counts;
  }

  /** A reading on its way, and Sōzu's counts before it began. */
  private record Reading(Map<String, Integer> counts, CompletableFuture<ClusterTable> table) {}

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

    boolean affordable() {
      return table.size() <= FEW || System.nanoTime() - readAt > REST * cost;
    }

    boolean slow() {
      return cost > SLOW_NANOS && table.size() > FEW;
    }
  }
}
