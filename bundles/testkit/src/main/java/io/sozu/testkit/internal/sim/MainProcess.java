package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.HealthChecksList;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestCounts;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.WorkerInfos;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.internal.state.ConfigState;
import io.sozu.testkit.internal.state.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The main process: who asks it what, and what it answers. On the loop's thread only. */
final class MainProcess {
  private final EventLoop loop;
  private final PeerOptions options;
  private final Consumer<String> log;
  private final LifeCycle lifeCycle;
  private final ConfigState state = new ConfigState();
  private final EventBoard events = new EventBoard();
  private final Workers workers;
  private final Map<String, Integer> requestCounts = new HashMap<>();
  private final Map<String, Long> counters = new TreeMap<>();
  private final Changes changes = new Changes(this);
  private final Queries queries = new Queries(this);
  private final StateFiles files = new StateFiles(this);

  MainProcess(EventLoop loop, PeerOptions options, Consumer<String> log, Runnable end) {
    this.loop = loop;
    this.options = options;
    this.log = log;
    this.workers = new Workers(loop, events, state, options.maxCommandBuffer(), log);
    this.lifeCycle = new LifeCycle(this, end);
  }

  EventLoop loop() {
    return loop;
  }

  PeerOptions options() {
    return options;
  }

  ConfigState state() {
    return state;
  }

  EventBoard events() {
    return events;
  }

  Workers workers() {
    return workers;
  }

  LifeCycle lifeCycle() {
    return lifeCycle;
  }

  void log(String line) {
    log.accept(line);
  }

  void count(Optional<String> counter) {
    count(counter, 1);
  }

  void count(Optional<String> counter, long by) {
    counter.ifPresent(name -> counters.merge(name, by, Long::sum));
  }

  /** The metrics of the main process itself. */
  Map<String, FilteredMetrics> metrics() {
    Map<String, FilteredMetrics> metrics = new TreeMap<>();
    counters.forEach(
        (name, value) -> metrics.put(name, FilteredMetrics.newBuilder().setCount(value).build()));
    gauge(metrics, "configuration.clusters", state.clusterIds().size());
    gauge(metrics, "configuration.backends", state.backendCount());
    gauge(metrics, "configuration.frontends", state.frontendCount());
    return metrics;
  }

  private static void gauge(Map<String, FilteredMetrics> metrics, String name, long value) {
    metrics.put(name, FilteredMetrics.newBuilder().setGauge(value).build());
  }

  /** Applies a request to the main process's state, and counts it, refused or not. */
  void dispatch(Request request) throws Refusal {
    // The first of a kind counts twice, as in Sōzu 2.3.3.
    requestCounts.merge(
        KindFacts.name(request.getRequestTypeCase()), 2, (known, first) -> known + 1);
    state.dispatch(request);
  }

  /** Applies a request everywhere, without a client. */
  void configure(Request request) throws Refusal {
    dispatch(request);
    for (Worker worker : workers.running()) {
      worker.desk().answer(request);
    }
  }

  void takeBack(Request rollback) {
    try {
      dispatch(rollback);
    } catch (Refusal refusal) {
      log.accept("MAIN could not revert: " + refusal.text());
    }
  }

  void handle(Request request, Reply reply) {
    events.release();
    ResponseContent.Builder content = ResponseContent.newBuilder();
    switch (request.getRequestTypeCase()) {
      case REQUESTTYPE_NOT_SET, LAUNCH_WORKER, RETURN_LISTEN_SOCKETS -> {
        // The real one says nothing either.
      }
      case LIST_WORKERS ->
          reply.ok(
              "Successfully listed workers",
              content.setWorkers(WorkerInfos.newBuilder().addAllVec(workers.infos())).build());
      case LIST_LISTENERS ->
          reply.ok(
              "Successfully listed listeners", content.setListenersList(state.listeners()).build());
      case LIST_FRONTENDS ->
          reply.ok(
              "Successfully listed frontends",
              content.setFrontendList(state.frontends(request.getListFrontends())).build());
      case COUNT_REQUESTS ->
          reply.ok(
              "Successfully counted requests received by the state",
              content
                  .setRequestCounts(RequestCounts.newBuilder().putAllMap(requestCounts))
                  .build());
      case QUERY_HEALTH_CHECKS ->
          reply.ok(
              "Successfully listed health check configurations",
              content.setHealthChecksList(healthChecks(request)).build());
      case SUBSCRIBE_EVENTS -> {
        events.subscribe(reply.session());
        events.tellMain(KindFacts.of(EventKind.EVENTS_SUBSCRIBED));
      }
      case STATUS -> queries.status(request, reply);
      case QUERY_CLUSTER_BY_ID,
          QUERY_CLUSTERS_BY_DOMAIN,
          QUERY_CLUSTERS_HASHES,
          QUERY_CERTIFICATES_FROM_WORKERS ->
          queries.clusters(request, reply);
      case QUERY_CERTIFICATES_FROM_THE_STATE -> queries.certificatesOfState(request, reply);
      case QUERY_METRICS -> queries.metrics(request, reply);
      case SET_METRIC_DETAIL -> queries.detail(request, reply);
      case CLOSE_SESSIONS -> queries.closeSessions(request, reply);
      case SAVE_STATE -> files.save(request.getSaveState(), reply);
      case LOAD_STATE -> files.load(request.getLoadState(), reply);
      case LOGGING,
          RELOAD_CONFIGURATION,
          UPGRADE_MAIN,
          UPGRADE_WORKER,
          SOFT_STOP,
          HARD_STOP,
          QUERY_PROTECTED_HEALTH_CHECK_SUPPORT,
          SET_PROTECTED_HEALTH_CHECK,
          PROTECTED_HEALTH_CHECK_ORDER ->
          lifeCycle.handle(request, reply);
      default -> changes.apply(request, reply);
    }
  }

  Changes changes() {
    return changes;
  }

  private HealthChecksList healthChecks(Request request) {
    Optional<String> cluster =
        request.getQueryHealthChecks().hasClusterId()
            ? Optional.of(request.getQueryHealthChecks().getClusterId())
            : Optional.empty();
    return HealthChecksList.newBuilder().putAllMap(state.healthChecks(cluster)).build();
  }
}
