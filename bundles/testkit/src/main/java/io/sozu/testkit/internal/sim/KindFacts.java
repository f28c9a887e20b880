package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.DeactivateListener;
import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.RemoveListener;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.testkit.internal.state.FrontendDispatch;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Sōzu tells and takes back for each kind of request. */
final class KindFacts {
  private KindFacts() {}

  /** The name under which Sōzu counts a kind: {@code AddCluster}. */
  static String name(RequestTypeCase kind) {
    StringBuilder name = new StringBuilder();
    for (String word : kind.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  /** The counter that Sōzu's main process has for a change: {@code config.cluster_added}. */
  static Optional<String> counter(Request request) {
    String kind = request.getRequestTypeCase().name().toLowerCase(Locale.ROOT);
    if (event(request).isEmpty()) {
      return Optional.empty();
    }
    int verbEnd = kind.indexOf('_');
    String verb = kind.substring(0, verbEnd);
    String noun = kind.substring(verbEnd + 1).replaceFirst("_with_.*", "");
    return Optional.of("config." + noun + "_" + (verb.endsWith("e") ? verb + "d" : verb + "ed"));
  }

  /** The event that an attempt at a change is told by; backends have none. */
  static Optional<Event> event(Request request) {
    RequestTypeCase kind = request.getRequestTypeCase();
    Optional<RequestHttpFrontend> added = FrontendDispatch.added(request);
    if (added.isPresent()) {
      return frontend(EventKind.FRONTEND_ADDED, added.get());
    }
    Optional<RequestHttpFrontend> removed = FrontendDispatch.removed(request);
    if (removed.isPresent()) {
      return frontend(EventKind.FRONTEND_REMOVED, removed.get());
    }
    return Optional.ofNullable(
        switch (kind) {
          case ADD_CLUSTER ->
              cluster(EventKind.CLUSTER_ADDED, request.getAddCluster().getClusterId());
          case REMOVE_CLUSTER -> cluster(EventKind.CLUSTER_REMOVED, request.getRemoveCluster());
          case ADD_TCP_FRONTEND ->
              at(
                  cluster(EventKind.FRONTEND_ADDED, request.getAddTcpFrontend().getClusterId()),
                  request.getAddTcpFrontend().getAddress());
          case REMOVE_TCP_FRONTEND ->
              at(
                  cluster(
                      EventKind.FRONTEND_REMOVED, request.getRemoveTcpFrontend().getClusterId()),
                  request.getRemoveTcpFrontend().getAddress());
          case ADD_UDP_FRONTEND ->
              at(
                  cluster(EventKind.FRONTEND_ADDED, request.getAddUdpFrontend().getClusterId()),
                  request.getAddUdpFrontend().getAddress());
          case REMOVE_UDP_FRONTEND ->
              at(
                  cluster(
                      EventKind.FRONTEND_REMOVED, request.getRemoveUdpFrontend().getClusterId()),
                  request.getRemoveUdpFrontend().getAddress());
          case ADD_CERTIFICATE ->
              at(of(EventKind.CERTIFICATE_ADDED), request.getAddCertificate().getAddress());
          case REMOVE_CERTIFICATE ->
              at(of(EventKind.CERTIFICATE_REMOVED), request.getRemoveCertificate().getAddress());
          case REPLACE_CERTIFICATE ->
              at(of(EventKind.CERTIFICATE_REPLACED), request.getReplaceCertificate().getAddress());
          case CONFIGURE_METRICS -> of(EventKind.METRICS_CONFIGURED);
          default -> listener(request);
        });
  }

  private static @Nullable Event listener(Request request) {
    return switch (request.getRequestTypeCase()) {
      case ADD_HTTP_LISTENER ->
          at(of(EventKind.LISTENER_ADDED), request.getAddHttpListener().getAddress());
      case ADD_HTTPS_LISTENER ->
          at(of(EventKind.LISTENER_ADDED), request.getAddHttpsListener().getAddress());
      case ADD_HTTPS_LISTENER_WITH_CLIENT_AUTH ->
          at(
              of(EventKind.LISTENER_ADDED),
              request.getAddHttpsListenerWithClientAuth().getAddress());
      case ADD_TCP_LISTENER ->
          at(of(EventKind.LISTENER_ADDED), request.getAddTcpListener().getAddress());
      case ADD_UDP_LISTENER ->
          at(of(EventKind.LISTENER_ADDED), request.getAddUdpListener().getAddress());
      case UPDATE_HTTP_LISTENER ->
          at(of(EventKind.LISTENER_UPDATED), request.getUpdateHttpListener().getAddress());
      case UPDATE_HTTPS_LISTENER ->
          at(of(EventKind.LISTENER_UPDATED), request.getUpdateHttpsListener().getAddress());
      case UPDATE_HTTPS_LISTENER_WITH_CLIENT_AUTH ->
          at(
              of(EventKind.LISTENER_UPDATED),
              request.getUpdateHttpsListenerWithClientAuth().getAddress());
      case UPDATE_TCP_LISTENER ->
          at(of(EventKind.LISTENER_UPDATED), request.getUpdateTcpListener().getAddress());
      case UPDATE_UDP_LISTENER ->
          at(of(EventKind.LISTENER_UPDATED), request.getUpdateUdpListener().getAddress());
      case REMOVE_LISTENER ->
          at(of(EventKind.LISTENER_REMOVED), request.getRemoveListener().getAddress());
      case ACTIVATE_LISTENER ->
          at(of(EventKind.LISTENER_ACTIVATED), request.getActivateListener().getAddress());
      case DEACTIVATE_LISTENER ->
          at(of(EventKind.LISTENER_DEACTIVATED), request.getDeactivateListener().getAddress());
      default -> null;
    };
  }

  /**
   * What takes an addition back that no worker took. Sōzu takes listeners and frontends back, and
   * keeps clusters, backends and certificates.
   */
  static Optional<Request> rollback(Request request) {
    Request.Builder back = Request.newBuilder();
    Optional<RequestHttpFrontend> added = FrontendDispatch.added(request);
    if (added.isPresent()) {
      return Optional.of(
          FrontendDispatch.isHttps(request)
              ? back.setRemoveHttpsFrontend(added.get()).build()
              : back.setRemoveHttpFrontend(added.get()).build());
    }
    return switch (request.getRequestTypeCase()) {
      case ADD_TCP_FRONTEND ->
          Optional.of(back.setRemoveTcpFrontend(request.getAddTcpFrontend()).build());
      case ADD_UDP_FRONTEND ->
          Optional.of(back.setRemoveUdpFrontend(request.getAddUdpFrontend()).build());
      case ACTIVATE_LISTENER ->
          Optional.of(
              back.setDeactivateListener(
                      DeactivateListener.newBuilder()
                          .setAddress(request.getActivateListener().getAddress())
                          .setProxy(request.getActivateListener().getProxy())
                          .setToScm(false))
                  .build());
      case ADD_HTTP_LISTENER ->
          Optional.of(removal(ListenerType.HTTP, request.getAddHttpListener().getAddress()));
      case ADD_HTTPS_LISTENER ->
          Optional.of(removal(ListenerType.HTTPS, request.getAddHttpsListener().getAddress()));
      case ADD_TCP_LISTENER ->
          Optional.of(removal(ListenerType.TCP, request.getAddTcpListener().getAddress()));
      case ADD_UDP_LISTENER ->
          Optional.of(removal(ListenerType.UDP, request.getAddUdpListener().getAddress()));
      default -> Optional.empty();
    };
  }

  private static Request removal(ListenerType type, SocketAddress address) {
    return Request.newBuilder()
        .setRemoveListener(RemoveListener.newBuilder().setAddress(address).setProxy(type))
        .build();
  }

  /** What a worker tells when the last connection of a removed backend has ended. */
  static Event backendGone(AddBackend backend) {
    return Event.newBuilder()
        .setKind(EventKind.REMOVED_BACKEND_HAS_NO_CONNECTIONS)
        .setBackendId(backend.getBackendId())
        .setAddress(backend.getAddress())
        .build();
  }

  static Event of(EventKind kind) {
    return Event.newBuilder().setKind(kind).build();
  }

  private static Event cluster(EventKind kind, String id) {
    return Event.newBuilder().setKind(kind).setClusterId(id).build();
  }

  private static Event at(Event event, SocketAddress address) {
    return event.toBuilder().setAddress(address).build();
  }

  private static Optional<Event> frontend(EventKind kind, RequestHttpFrontend frontend) {
    Event.Builder event = Event.newBuilder().setKind(kind).setAddress(frontend.getAddress());
    if (frontend.hasClusterId()) {
      event.setClusterId(frontend.getClusterId());
    }
    return Optional.of(event.build());
  }
}
