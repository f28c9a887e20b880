package io.sozu.testkit.internal.state;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import java.util.Optional;

/** Which request goes to which kind of frontend. */
public final class FrontendDispatch {
  private FrontendDispatch() {}

  /** The HTTP or HTTPS frontend of a request that adds one. */
  public static Optional<RequestHttpFrontend> added(Request request) {
    return Optional.ofNullable(
        switch (request.getRequestTypeCase()) {
          case ADD_HTTP_FRONTEND -> request.getAddHttpFrontend();
          case ADD_HTTP_FRONTEND_WITH_SILENT_CLOSE -> request.getAddHttpFrontendWithSilentClose();
          case ADD_HTTP_FRONTEND_WITH_HEADER_PREDICATES ->
              request.getAddHttpFrontendWithHeaderPredicates();
          case ADD_HTTPS_FRONTEND -> request.getAddHttpsFrontend();
          case ADD_HTTPS_FRONTEND_WITH_SILENT_CLOSE -> request.getAddHttpsFrontendWithSilentClose();
          case ADD_HTTPS_FRONTEND_WITH_HEADER_PREDICATES ->
              request.getAddHttpsFrontendWithHeaderPredicates();
          default -> null;
        });
  }

  /** The HTTP or HTTPS frontend of a request that removes one. */
  public static Optional<RequestHttpFrontend> removed(Request request) {
    return Optional.ofNullable(
        switch (request.getRequestTypeCase()) {
          case REMOVE_HTTP_FRONTEND -> request.getRemoveHttpFrontend();
          case REMOVE_HTTP_FRONTEND_WITH_HEADER_PREDICATES ->
              request.getRemoveHttpFrontendWithHeaderPredicates();
          case REMOVE_HTTPS_FRONTEND -> request.getRemoveHttpsFrontend();
          case REMOVE_HTTPS_FRONTEND_WITH_HEADER_PREDICATES ->
              request.getRemoveHttpsFrontendWithHeaderPredicates();
          default -> null;
        });
  }

  /** Whether a request is about HTTPS. */
  public static boolean isHttps(Request request) {
    return request.getRequestTypeCase().name().contains("HTTPS");
  }

  static boolean dispatch(ConfigState state, Request request) throws Refusal {
    HttpFrontends frontends = isHttps(request) ? state.https() : state.http();
    Optional<RequestHttpFrontend> added = added(request);
    if (added.isPresent()) {
      frontends.add(added.get());
      return true;
    }
    Optional<RequestHttpFrontend> removed = removed(request);
    if (removed.isPresent()) {
      frontends.remove(removed.get());
      return true;
    }
    switch (request.getRequestTypeCase()) {
      case ADD_TCP_FRONTEND -> state.tcp().add(request.getAddTcpFrontend());
      case REMOVE_TCP_FRONTEND -> state.tcp().remove(request.getRemoveTcpFrontend());
      case ADD_UDP_FRONTEND -> state.udp().add(request.getAddUdpFrontend());
      case REMOVE_UDP_FRONTEND -> state.udp().remove(request.getRemoveUdpFrontend());
      default -> {
        return false;
      }
    }
    return true;
  }

  static Optional<String> absentCluster(ConfigState state, Request request) {
    Optional<RequestHttpFrontend> frontend = removed(request);
    String clusterId =
        switch (request.getRequestTypeCase()) {
          case REMOVE_TCP_FRONTEND -> request.getRemoveTcpFrontend().getClusterId();
          case REMOVE_UDP_FRONTEND -> request.getRemoveUdpFrontend().getClusterId();
          case REMOVE_BACKEND -> request.getRemoveBackend().getClusterId();
          default -> frontend.map(RequestHttpFrontend::getClusterId).orElse("");
        };
    if (clusterId.isEmpty() || state.hasCluster(clusterId)) {
      return Optional.empty();
    }
    String owner =
        frontend
            .flatMap(f -> (isHttps(request) ? state.https() : state.http()).owner(f))
            .map(
                stored ->
                    stored.hasClusterId()
                        ? "; this key belongs to cluster "
                            + stored.getClusterId()
                            + ", left in place"
                        : "; this key belongs to a route with no cluster, left in place")
            .orElse("");
    return Optional.of(
        "nothing to remove: cluster "
            + clusterId
            + " does not exist (removed, or never added), and none of its frontends or backends"
            + " either"
            + owner);
  }
}
