package io.sozu.client.internal;

import io.sozu.client.Backends;
import io.sozu.client.Certificates;
import io.sozu.client.ClientOptions;
import io.sozu.client.Clusters;
import io.sozu.client.Frontends;
import io.sozu.client.Limits;
import io.sozu.client.Listeners;
import io.sozu.client.Logging;
import io.sozu.client.Metrics;
import io.sozu.client.Outcome;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.State;
import io.sozu.client.Workers;
import io.sozu.client.event.SozuEvent;
import io.sozu.client.internal.bulk.Bulk;
import io.sozu.client.internal.events.EventHub;
import io.sozu.client.internal.exchange.Exchanges;
import io.sozu.client.internal.exchange.StateReader;
import io.sozu.client.internal.facade.BackendsFacade;
import io.sozu.client.internal.facade.Calls;
import io.sozu.client.internal.facade.CertificatesFacade;
import io.sozu.client.internal.facade.ClustersFacade;
import io.sozu.client.internal.facade.FrontendsFacade;
import io.sozu.client.internal.facade.LimitsFacade;
import io.sozu.client.internal.facade.ListenersFacade;
import io.sozu.client.internal.facade.LoggingFacade;
import io.sozu.client.internal.facade.StateFacade;
import io.sozu.client.internal.facade.WorkersFacade;
import io.sozu.client.internal.guard.ClusterQueries;
import io.sozu.client.internal.guard.FrontendLists;
import io.sozu.client.internal.guard.Guard;
import io.sozu.client.internal.guard.Kind;
import io.sozu.client.internal.metrics.PiecewiseMetrics;
import io.sozu.client.internal.pool.Pool;
import io.sozu.client.internal.save.StateSaver;
import io.sozu.client.internal.status.ClientStatus;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client, put together: two threads, one for sockets, deadlines and the client's own steps, one
 * for what callers attach; others come and go with what blocks.
 */
public final class Client implements OwnedSozuClient {
  private final ClientOptions options;
  private final Callbacks callbacks;
  private final Pool pool;
  private final ClientStatus status;
  private final Logging logging;
  private final Limits limits;
  private final Listeners listeners;
  private final Backends backends;
  private final EventHub events;
  private final Exchanges exchanges;
  private final @Nullable StateSaver saver;
  private final StateReader reader;
  private final Bulk bulk;
  private final Frontends frontends;
  private final ClusterQueries clusterQueries;
  private final Clusters clusters;
  private final Certificates certificates;
  private final State state;
  private final PiecewiseMetrics metrics;
  private final Workers workers;

  private Client(ClientOptions options) {
    this.options = options;
    this.callbacks = Callbacks.of(options.instance(), this::later);
    this.status = new ClientStatus(options.instance(), this::figures);
    this.pool = new Pool(options, callbacks, request -> Kind.of(request) == Kind.READ, status);
    this.events = new EventHub(pool);
    this.exchanges = new Exchanges(pool, what -> status.concern("exchange", what));
    Path file = options.stateSave();
    this.saver =
        file == null ? null : new StateSaver(pool, file, what -> status.concern("save", what));
    this.reader = new StateReader(pool, exchanges);
    FrontendLists lists = new FrontendLists(pool, reader);
    this.clusterQueries = new ClusterQueries(pool, lists);
    Calls calls = new Calls(pool, clusterQueries);
    this.bulk = new Bulk(pool, exchanges, reader);
    this.frontends = new FrontendsFacade(calls, lists, bulk);
    this.metrics = new PiecewiseMetrics(pool, reader);
    this.clusters = new ClustersFacade(calls, metrics::clusterIds);
    this.certificates = new CertificatesFacade(calls, reader);
    this.state = new StateFacade(calls, reader, this::saveNow);
    this.logging = new LoggingFacade(calls);
    this.limits = new LimitsFacade(calls);
    this.listeners = new ListenersFacade(calls);
    this.backends = new BackendsFacade(calls);
    this.workers = new WorkersFacade(calls);
  }

  /**
   * A client that begins to connect.
   *
   * @throws RuntimeException if Sōzu's TOML is named and cannot be read or lacks what is needed
   */
  public static OwnedSozuClient open(ClientOptions options) {
    Client client = new Client(options);
    client.exchanges.sweep();
    client.pool.start();
    if (client.saver != null) {
      client.saver.start();
    }
    return client;
  }

  private void later(long nanos, Runnable step) {
    pool.steps().after(nanos, step);
  }

  private CompletionStage<Void> saveNow() {
    return saver == null
        ? CompletableFuture.failedFuture(
            new IllegalStateException(
                "state.save is not set for the client of " + options.instance()))
        : saver.saveNow();
  }

  private Map<String, Number> figures() {
    return pool.figures();
  }

  @Override
  public String instance() {
    return options.instance();
  }

  @Override
  public Path socket() {
    return pool.socket();
  }

  @Override
  public long generation() {
    return pool.generation();
  }

  @Override
  public CompletionStage<Response> send(Request request) {
    return send(request, options.requestTimeout());
  }

  @Override
  public CompletionStage<Response> send(Request request, Duration timeout) {
    return send(request, timeout, Exchange.IGNORE_PROCESSING);
  }

  @Override
  public CompletionStage<Response> send(
      Request request, Duration timeout, Consumer<Response> processing) {
    return Guard.check(request, pool.maxFrame())
        .map(CompletableFuture::<Response>failedFuture)
        .orElseGet(() -> sendSafe(request, Deadline.in(timeout), processing));
  }

  private CompletableFuture<Response> sendSafe(
      Request request, Deadline deadline, Consumer<Response> processing) {
    if (ClusterQueries.concerns(request)) {
      return clusterQueries.send(request, deadline, processing);
    }
    return request.hasQueryMetrics() && request.getQueryMetrics().getClusterIdsCount() > 0
        ? metrics.send(request, deadline, processing)
        : pool.callers().send(request, deadline, processing);
  }

  @Override
  public CompletionStage<List<Outcome>> apply(List<Request> requests) {
    return bulk.apply(requests);
  }

  @Override
  public Flow.Publisher<SozuEvent> events() {
    return events;
  }

  @Override
  public Workers workers() {
    return workers;
  }

  @Override
  public Clusters clusters() {
    return clusters;
  }

  @Override
  public Frontends frontends() {
    return frontends;
  }

  @Override
  public Backends backends() {
    return backends;
  }

  @Override
  public Listeners listeners() {
    return listeners;
  }

  @Override
  public Certificates certificates() {
    return certificates;
  }

  @Override
  public Metrics metrics() {
    return metrics;
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public Logging logging() {
    return logging;
  }

  @Override
  public ConnectorStatus status() {
    return status;
  }

  @Override
  public void close() {
    if (saver != null) {
      saver.finish();
    }
    events.close();
    pool.close();
    if (saver != null) {
      saver.close();
    }
    bulk.close();
    metrics.close();
    reader.close();
    exchanges.close();
    callbacks.close();
  }
}
