package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.ClosedSessions;
import io.sozu.protocol.command.ClusterHashes;
import io.sozu.protocol.command.ClusterInformations;
import io.sozu.protocol.command.DeactivateListener;
import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.QueryClusterByDomain;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.WorkerResponse;
import io.sozu.testkit.internal.metrics.WorkerMetricsModel;
import io.sozu.testkit.internal.state.ConfigState;
import io.sozu.testkit.internal.state.FrontendDispatch;
import io.sozu.testkit.internal.state.Refusal;
import io.sozu.testkit.internal.state.Text;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a worker answers, from its own copy of the state. */
final class WorkerDesk {
  private static final String NO_ID = "";

  private final ConfigState state = new ConfigState();
  private final WorkerMetricsModel metrics;
  private final Consumer<Event> events;

  WorkerDesk(WorkerMetricsModel metrics, Consumer<Event> events) {
    this.metrics = metrics;
    this.events = events;
  }

  WorkerMetricsModel metrics() {
    return metrics;
  }

  WorkerResponse answer(Request request) {
    try {
      return ok(content(request));
    } catch (Refusal refusal) {
      return WorkerResponse.newBuilder()
          .setId(NO_ID)
          .setStatus(ResponseStatus.FAILURE)
          .setMessage(refusal.text())
          .build();
    }
  }

  private static WorkerResponse ok(@Nullable ResponseContent content) {
    WorkerResponse.Builder response =
        WorkerResponse.newBuilder().setId(NO_ID).setStatus(ResponseStatus.OK).setMessage("");
    return (content == null ? response : response.setContent(content)).build();
  }

  private @Nullable ResponseContent content(Request request) throws Refusal {
    ResponseContent.Builder content = ResponseContent.newBuilder();
    switch (request.getRequestTypeCase()) {
      case QUERY_CLUSTER_BY_ID -> content.setClusters(cluster(request.getQueryClusterById()));
      case QUERY_CLUSTERS_BY_DOMAIN ->
          content.setClusters(byDomain(state, request.getQueryClustersByDomain()));
      case QUERY_CLUSTERS_HASHES -> content.setClusterHashes(hashes(state));
      case QUERY_CERTIFICATES_FROM_WORKERS ->
          CertificateAnswers.fromWorker(state, request.getQueryCertificatesFromWorkers(), content);
      case QUERY_METRICS -> metrics.answer(request.getQueryMetrics(), content);
      case SET_METRIC_DETAIL -> metrics.detail(request.getSetMetricDetail(), content, events);
      case CLOSE_SESSIONS ->
          content.setClosedSessions(ClosedSessions.newBuilder().setClosed(0).setDraining(0));
      case CONFIGURE_METRICS -> {
        metrics.configure(request.getConfigureMetrics());
        return null;
      }
      default -> {
        change(request);
        return null;
      }
    }
    return content.build();
  }

  private void change(Request request) throws Refusal {
    requireListener(request);
    List<AddBackend> replaced = replacedBackends(request);
    state.dispatch(request);
    metrics.follow(state, request);
    replaced.forEach(backend -> events.accept(KindFacts.backendGone(backend)));
  }

  /** Backends whose connections, of which a simulated Sōzu has none, end with this change. */
  private List<AddBackend> replacedBackends(Request request) {
    return switch (request.getRequestTypeCase()) {
      case REMOVE_CLUSTER -> List.copyOf(state.backends(request.getRemoveCluster()));
      case REMOVE_BACKEND ->
          state.backends(request.getRemoveBackend().getClusterId()).stream()
              .filter(
                  backend ->
                      backend.getBackendId().equals(request.getRemoveBackend().getBackendId())
                          && backend.getAddress().equals(request.getRemoveBackend().getAddress()))
              .toList();
      case ADD_BACKEND ->
          state.hasBackend(request.getAddBackend()) ? List.of(request.getAddBackend()) : List.of();
      default -> List.of();
    };
  }

  private void requireListener(Request request) throws Refusal {
    Optional<RequestHttpFrontend> frontend = FrontendDispatch.added(request);
    if (frontend.isPresent()) {
      require(
          FrontendDispatch.isHttps(request) ? ListenerType.HTTPS : ListenerType.HTTP,
          frontend.get().getAddress());
    }
    switch (request.getRequestTypeCase()) {
      case ADD_TCP_FRONTEND -> require(ListenerType.TCP, request.getAddTcpFrontend().getAddress());
      case ADD_UDP_FRONTEND -> require(ListenerType.UDP, request.getAddUdpFrontend().getAddress());
      case ADD_CERTIFICATE -> require(ListenerType.HTTPS, request.getAddCertificate().getAddress());
      case REMOVE_CERTIFICATE ->
          require(ListenerType.HTTPS, request.getRemoveCertificate().getAddress());
      case REPLACE_CERTIFICATE ->
          require(ListenerType.HTTPS, request.getReplaceCertificate().getAddress());
      case DEACTIVATE_LISTENER -> requireActive(request.getDeactivateListener());
      default -> {}
    }
  }

  private void require(ListenerType type, SocketAddress address) throws Refusal {
    if (!state.hasListener(type, address)) {
      throw Refusal.of("found no listener at " + Text.of(address));
    }
  }

  private void requireActive(DeactivateListener listener) throws Refusal {
    if (!state.isActive(listener.getProxy(), listener.getAddress())) {
      throw Refusal.of(
          "Couldn't deactivate "
              + listener.getProxy()
              + " listener at "
              + Text.of(listener.getAddress())
              + ": the listener is not activated");
    }
  }

  private ClusterInformations cluster(String id) {
    return clusters(state, id);
  }

  static ClusterInformations clusters(ConfigState state, String id) {
    ClusterInformations.Builder clusters = ClusterInformations.newBuilder();
    state.information(id).ifPresent(clusters::addVec);
    return clusters.build();
  }

  static ClusterInformations byDomain(ConfigState state, QueryClusterByDomain query) {
    return ClusterInformations.newBuilder()
        .addAllVec(state.byDomain(query.getHostname(), query.getPath()))
        .build();
  }

  static ClusterHashes hashes(ConfigState state) {
    ClusterHashes.Builder hashes = ClusterHashes.newBuilder();
    for (String id : state.clusterIds()) {
      long hash = state.information(id).map(Object::hashCode).orElse(0);
      hashes.putMap(id, hash * 0x9E3779B97F4A7C15L);
    }
    return hashes.build();
  }
}
