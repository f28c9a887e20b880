package io.sozu.client.internal.metrics;

import io.sozu.client.ClientOptions;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.ExecutorWire;
import io.sozu.client.internal.wire.StateRead;
import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.AvailableMetrics;
import io.sozu.protocol.command.BackendMetrics;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.LoadBalancingAlgorithms;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestCounts;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.protocol.command.WorkerInfos;
import io.sozu.protocol.command.WorkerMetrics;
import io.sozu.testkit.Requests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Sōzu without a socket: a main process and workers with metrics, and its traps. A worker without
 * metrics of one asked cluster gives nothing for all of them, and nobody says so. An answer above
 * the limit is counted as what it is: a wedged worker.
 */
final class VirtualSozu implements ExecutorWire, AutoCloseable {
  private static final InetSocketAddress LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  static final SocketAddress ADDRESS = Requests.address(LISTENER);

  final Map<String, Map<String, ClusterMetrics>> workers = new TreeMap<>();
  final Map<String, Integer> backends = new TreeMap<>();
  final List<String> frontends = new ArrayList<>();
  final Map<String, Integer> counts = new TreeMap<>();
  final List<QueryMetricsOptions> asked = new ArrayList<>();
  final List<String> stopped = new ArrayList<>();
  int maxFrame = 2_000_000;
  int stateReads;
  boolean stateUnreadable;

  /** Bytes that each proxy has had from clients; negative where it does not count them. */
  long bytesIn = -1;

  /** Readings of the state end when this does. */
  CompletableFuture<?> stateGate = CompletableFuture.completedFuture(null);

  /** Answers wait for this. */
  CompletableFuture<?> gate = CompletableFuture.completedFuture(null);

  long generation = 1;
  long largestWorkerAnswer;
  long largestAnswer;
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

  VirtualSozu(int count) {
    for (int worker = 0; worker < count; worker++) {
      workers.put(Integer.toString(worker), new LinkedHashMap<>());
    }
  }

  /** A cluster with backends, and with so many series on every worker. */
  void cluster(String id, int backendCount, ClusterMetrics metrics) {
    backends.put(id, backendCount);
    counts.merge("AddCluster", 1, Integer::sum);
    workers.values().forEach(worker -> worker.put(id, metrics));
  }

  /** A frontend of a cluster that is not there, which had traffic on one worker. */
  void onlyFrontend(String id, int worker, ClusterMetrics metrics) {
    frontends.add(id);
    counts.merge("AddHttpFrontend", 1, Integer::sum);
    worker(worker).put(id, metrics);
  }

  /** The clusters that a worker has metrics of. */
  Map<String, ClusterMetrics> worker(int worker) {
    return Objects.requireNonNull(workers.get(Integer.toString(worker)));
  }

  static ClusterMetrics series(int names) {
    ClusterMetrics.Builder cluster = ClusterMetrics.newBuilder();
    for (int name = 0; name < names; name++) {
      cluster.putCluster("name." + name, value());
    }
    return cluster.build();
  }

  static ClusterMetrics rows(int rows, int names) {
    BackendMetrics.Builder row = BackendMetrics.newBuilder();
    series(names).getClusterMap().forEach(row::putMetrics);
    ClusterMetrics.Builder cluster = ClusterMetrics.newBuilder().putCluster("name.0", value());
    for (int at = 0; at < rows; at++) {
      cluster.addBackends(row.setBackendId("backend-" + at).build());
    }
    return cluster.build();
  }

  static FilteredMetrics value() {
    return FilteredMetrics.newBuilder().setCount(1_000_000).build();
  }

  StateRead state() {
    return (wanted, records, deadline) -> {
      stateReads++;
      if (stateUnreadable) {
        return CompletableFuture.failedFuture(new OutcomeUnknown("permission denied"));
      }
      backends.forEach(
          (id, count) -> {
            records.accept(
                Request.newBuilder()
                    .setAddCluster(
                        Cluster.newBuilder()
                            .setClusterId(id)
                            .setStickySession(false)
                            .setHttpsRedirect(false)
                            .setLoadBalancing(LoadBalancingAlgorithms.ROUND_ROBIN))
                    .build());
            for (int at = 0; at < count; at++) {
              records.accept(
                  Request.newBuilder()
                      .setAddBackend(
                          AddBackend.newBuilder()
                              .setClusterId(id)
                              .setBackendId("backend-" + at)
                              .setAddress(ADDRESS))
                      .build());
            }
          });
      frontends.forEach(id -> records.accept(Requests.addHttpFrontend(id, LISTENER, id)));
      return stateGate.thenApply(any -> 1L);
    };
  }

  @Override
  public CompletableFuture<Response> send(
      Request request, Deadline deadline, Consumer<Response> processing) {
    return gate.thenApplyAsync(open -> answer(request), executor);
  }

  private synchronized Response answer(Request request) {
    ResponseContent.Builder content = ResponseContent.newBuilder();
    switch (request.getRequestTypeCase()) {
      case LIST_WORKERS -> content.setWorkers(infos());
      case COUNT_REQUESTS -> content.setRequestCounts(RequestCounts.newBuilder().putAllMap(counts));
      case LIST_FRONTENDS -> content.setFrontendList(frontends());
      case QUERY_METRICS -> query(request.getQueryMetrics(), content);
      default -> throw new IllegalStateException("not scripted: " + request);
    }
    Response response =
        Response.newBuilder()
            .setStatus(ResponseStatus.OK)
            .setMessage("")
            .setContent(content)
            .build();
    largestAnswer = Math.max(largestAnswer, response.getSerializedSize());
    return response;
  }

  private WorkerInfos infos() {
    WorkerInfos.Builder infos = WorkerInfos.newBuilder();
    for (String worker : workers.keySet()) {
      infos.addVec(
          WorkerInfo.newBuilder()
              .setId(Integer.parseInt(worker))
              .setPid(1)
              .setRunState(RunState.RUNNING));
    }
    return infos.build();
  }

  private ListedFrontends frontends() {
    ListedFrontends.Builder list = ListedFrontends.newBuilder();
    for (String id : backends.keySet()) {
      list.addHttpFrontends(Requests.frontend(id, LISTENER, id));
    }
    return list.build();
  }

  private static Stream<String> names(ClusterMetrics cluster) {
    return Stream.concat(
        cluster.getClusterMap().keySet().stream(),
        cluster.getBackendsList().stream().flatMap(row -> row.getMetricsMap().keySet().stream()));
  }

  private void query(QueryMetricsOptions options, ResponseContent.Builder content) {
    asked.add(options);
    if (options.getList()) {
      AvailableMetrics.Builder names = AvailableMetrics.newBuilder();
      workers.values().stream()
          .flatMap(worker -> worker.values().stream())
          .flatMap(VirtualSozu::names)
          .distinct()
          .forEach(names::addClusterMetrics);
      content.setAvailableMetrics(names);
      return;
    }
    AggregatedMetrics.Builder metrics = AggregatedMetrics.newBuilder();
    workers.forEach(
        (worker, clusters) -> {
          if (!stopped.contains(worker)) {
            ask(worker, clusters, options, metrics);
          }
        });
    if (!options.getWorkers()) {
      // The sum has the same entries as each worker here.
      WorkerMetrics first = metrics.getWorkersMap().values().iterator().next();
      metrics.clearWorkers().putAllClusters(first.getClustersMap());
    }
    content.setMetrics(metrics);
  }

  private void ask(
      String worker,
      Map<String, ClusterMetrics> clusters,
      QueryMetricsOptions options,
      AggregatedMetrics.Builder metrics) {
    WorkerMetrics.Builder answer = WorkerMetrics.newBuilder();
    if (options.getNoClusters()) {
      answer.putProxy("requests", value());
      if (bytesIn >= 0) {
        answer.putProxy("bytes_in", FilteredMetrics.newBuilder().setCount(bytesIn).build());
      }
    } else if (options.getClusterIdsList().stream().allMatch(clusters::containsKey)) {
      for (String id : options.getClusterIdsList()) {
        answer.putClusters(
            id, filtered(Objects.requireNonNull(clusters.get(id)), options.getMetricNamesList()));
      }
    } else {
      return;
    }
    largestWorkerAnswer = Math.max(largestWorkerAnswer, answer.build().getSerializedSize());
    metrics.putWorkers(worker, answer.build());
  }

  private static ClusterMetrics filtered(ClusterMetrics cluster, List<String> names) {
    if (names.isEmpty()) {
      return cluster;
    }
    ClusterMetrics.Builder filtered = ClusterMetrics.newBuilder();
    cluster
        .getClusterMap()
        .forEach((n, m) -> put(names.contains(n), () -> filtered.putCluster(n, m)));
    for (BackendMetrics row : cluster.getBackendsList()) {
      BackendMetrics.Builder kept = BackendMetrics.newBuilder().setBackendId(row.getBackendId());
      row.getMetricsMap().forEach((n, m) -> put(names.contains(n), () -> kept.putMetrics(n, m)));
      filtered.addBackends(kept);
    }
    return filtered.build();
  }

  private static void put(boolean wanted, Runnable put) {
    if (wanted) {
      put.run();
    }
  }

  @Override
  public ClientOptions options() {
    // How quick this machine is must not matter to what a test counts.
    return ClientOptions.socket(Path.of("unused")).metricsPieceTime(Duration.ofMinutes(1)).build();
  }

  @Override
  public int maxFrame() {
    return maxFrame;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public long peerUid() {
    return -1;
  }

  @Override
  public ScheduledExecutorService executor() {
    return executor;
  }

  @Override
  public CompletableFuture<Dedicated> dedicated(Deadline deadline) {
    throw new IllegalStateException("not scripted");
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
