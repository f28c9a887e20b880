package io.sozu.client.internal.guard;

import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.wire.Answering;
import io.sozu.client.internal.wire.Chain;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Promise;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.CountRequests;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.Response;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends queries of clusters, after a look at how large the answer will be: a worker answers a
 * cluster with all its frontends, and one of 26,000 wedged both workers for good (Sōzu 2.3.3). The
 * look is a list of frontends, which the main process answers alone and which, being too long,
 * costs a connection and nothing else.
 */
public final class ClusterQueries {
  /** Of the longest frame, the part that one worker's answer may take: the main process sums up. */
  private static final int SHARE = 4;

  /** Of the longest frame, the part that all frontends may be reckoned to without a closer look. */
  private static final int FEW_SHARE = 2;

  /**
   * Bytes that a frontend is reckoned at while there are so few that none needs to be looked at.
   */
  private static final int FRONTEND = 300;

  private static final int BACKEND = 100;

  /** How long a count holds: Sōzu takes in some thousand frontends at most meanwhile. */
  private static final long COUNT_HOLDS = TimeUnit.MILLISECONDS.toNanos(100);

  /** When a count told that all frontends are few, in a generation of Sōzu. */
  private record Few(long generation, long at) {}

  private final Wire wire;
  private final FrontendLists lists;
  private volatile @Nullable Few few;

  public ClusterQueries(Wire wire, FrontendLists lists) {
    this.wire = wire;
    this.lists = lists;
  }

  /** Whether a request is one of those. */
  public static boolean concerns(Request request) {
    return request.hasQueryClusterById() || request.hasQueryClustersByDomain();
  }

  /** Sends it for a caller, or fails with {@link UnsafeRequest}. */
  public CompletableFuture<Response> send(
      Request query, Deadline deadline, Consumer<Response> processing) {
    Answering answer = new Answering(wire.callbacks(), processing);
    answer.follow(ask(query, deadline, answer.listener()), Function.identity());
    return answer;
  }

  /** As {@link #send}, for the client's own steps. */
  public CompletableFuture<Response> ask(
      Request query, Deadline deadline, Consumer<Response> processing) {
    Chain<Response> chain = new Chain<>();
    return chain.upTo(
        bytes(query, deadline, chain)
            .thenCompose(
                bytes -> {
                  if (bytes > wire.maxFrame() / SHARE) {
                    throw tooLarge("a cluster whose frontends take " + bytes + " bytes");
                  }
                  return chain.step(wire.send(query, deadline, processing));
                }));
  }

  /** What one process will answer at most, in bytes; 0 when all of Sōzu's frontends are few. */
  private CompletableFuture<Long> bytes(Request query, Deadline deadline, Chain<?> chain) {
    Few known = few;
    long generation = wire.generation();
    if (known != null
        && known.generation() == generation
        && System.nanoTime() - known.at() < COUNT_HOLDS) {
      return CompletableFuture.completedFuture(0L);
    }
    return chain
        .step(
            wire.send(
                Request.newBuilder().setCountRequests(CountRequests.getDefaultInstance()).build(),
                deadline))
        .thenCompose(
            counted -> {
              if (reckoned(counted.getContent().getRequestCounts().getMapMap())
                  <= wire.maxFrame() / FEW_SHARE) {
                few = new Few(generation, System.nanoTime());
                return CompletableFuture.completedFuture(0L);
              }
              return query.hasQueryClusterById()
                  ? bytesOf(query.getQueryClusterById(), deadline, chain)
                  : bytesOfHost(query.getQueryClustersByDomain().getHostname(), deadline, chain);
            });
  }

  /** All that was ever added, as if it were in one cluster. */
  private static long reckoned(Map<String, Integer> counts) {
    long bytes = 0;
    for (Map.Entry<String, Integer> count : counts.entrySet()) {
      String kind = count.getKey();
      if (kind.startsWith("Add") && kind.contains("Frontend")) {
        bytes += (long) count.getValue() * FRONTEND;
      } else if (kind.startsWith("Add") && kind.endsWith("Backend")) {
        bytes += (long) count.getValue() * BACKEND;
      }
    }
    return bytes;
  }

  // Backends are not looked at: nothing lists them without a worker, and Sōzu takes minutes to add
  // as many to one cluster as would be too many (4,000 took 44 s, and it is quadratic).
  private CompletableFuture<Long> bytesOf(String cluster, Deadline deadline, Chain<?> chain) {
    return chain
        .step(wire.send(FrontendLists.question(FrontendLists.ofCluster(cluster)), deadline))
        .handle(
            (answer, failure) -> {
              if (failure == null) {
                return answer.getContent().getFrontendList();
              }
              if (FrontendLists.tooLong(failure)) {
                throw tooLarge(cluster);
              }
              throw new CompletionException(Promise.unwrapped(failure));
            })
        .thenApply(listed -> bytesOf(cluster, listed));
  }

  private static long bytesOf(String cluster, ListedFrontends listed) {
    return Stream.concat(
                listed.getHttpFrontendsList().stream(), listed.getHttpsFrontendsList().stream())
            .filter(front -> front.getClusterId().equals(cluster))
            .mapToLong(front -> front.getSerializedSize() + 4L)
            .sum()
        + listed.getTcpFrontendsList().stream()
            .filter(front -> front.getClusterId().equals(cluster))
            .mapToLong(front -> front.getSerializedSize() + 4L)
            .sum();
  }

  private CompletableFuture<Long> bytesOfHost(String host, Deadline deadline, Chain<?> chain) {
    return chain
        .step(lists.list(FrontendLists.ofHost(host), deadline))
        .thenCompose(
            listed -> {
              Set<String> clusters =
                  Stream.concat(
                          listed.getHttpFrontendsList().stream(),
                          listed.getHttpsFrontendsList().stream())
                      .map(RequestHttpFrontend::getClusterId)
                      .collect(Collectors.toCollection(TreeSet::new));
              CompletableFuture<Long> sum = CompletableFuture.completedFuture(0L);
              for (String cluster : clusters) {
                sum =
                    sum.thenCompose(
                        before ->
                            before > wire.maxFrame()
                                ? CompletableFuture.completedFuture(before)
                                : bytesOf(cluster, deadline, chain)
                                    .thenApply(more -> before + more));
              }
              return sum;
            });
  }

  private static UnsafeRequest tooLarge(String what) {
    return new UnsafeRequest(
        "asked about "
            + what
            + ", each worker might answer more than it can send, which wedges it; use"
            + " frontends().byCluster(), or state().read()");
  }
}
