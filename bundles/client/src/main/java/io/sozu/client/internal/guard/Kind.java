package io.sozu.client.internal.guard;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a request does to Sōzu 2.3.3. One table; a request type that is not in it does not compile.
 */
public enum Kind {
  /** Reads only: sending it twice is the same as once. */
  READ,
  /** Changes clusters, frontends, backends or certificates: may be a record of a state file. */
  RECORD,
  /**
   * Changes listeners. Sent singly also in bulk: a load checks less of them than a request (H2
   * floors and revocation lists), and each is a port that opens or closes.
   */
  LISTENER,
  /** Changes how Sōzu runs, nothing that SaveState keeps. */
  SETTING,
  /** Changes much or ends something: state files, reloads, upgrades, stops. */
  LIFE_CYCLE,
  /** Turns its connection into something else, so it needs one of its own. */
  OWN_CONNECTION,
  /** Sōzu never answers it. */
  NEVER_ANSWERED,
  /** Not in our messages: of a newer Sōzu, whoever sends it knows. */
  UNKNOWN,
  /** Nothing at all, which Sōzu never answers. */
  EMPTY;

  /** What adds a cluster or something that names one: backends and frontends. */
  public static final Set<RequestTypeCase> ADDITIONS_TO_CLUSTERS =
      Collections.unmodifiableSet(
          EnumSet.of(
              RequestTypeCase.ADD_CLUSTER,
              RequestTypeCase.ADD_BACKEND,
              RequestTypeCase.ADD_UNIX_BACKEND,
              RequestTypeCase.ADD_HTTP_FRONTEND,
              RequestTypeCase.ADD_HTTP_FRONTEND_WITH_HEADER_PREDICATES,
              RequestTypeCase.ADD_HTTP_FRONTEND_WITH_SILENT_CLOSE,
              RequestTypeCase.ADD_HTTPS_FRONTEND,
              RequestTypeCase.ADD_HTTPS_FRONTEND_WITH_HEADER_PREDICATES,
              RequestTypeCase.ADD_HTTPS_FRONTEND_WITH_SILENT_CLOSE,
              RequestTypeCase.ADD_TCP_FRONTEND,
              RequestTypeCase.ADD_UDP_FRONTEND));

  /** The kind of a request. */
  public static Kind of(Request request) {
    return switch (request.getRequestTypeCase()) {
      case LIST_WORKERS,
          LIST_FRONTENDS,
          LIST_LISTENERS,
          STATUS,
          QUERY_CLUSTER_BY_ID,
          QUERY_CLUSTERS_BY_DOMAIN,
          QUERY_CLUSTERS_HASHES,
          QUERY_METRICS,
          QUERY_CERTIFICATES_FROM_THE_STATE,
          QUERY_CERTIFICATES_FROM_WORKERS,
          COUNT_REQUESTS,
          QUERY_MAX_CONNECTIONS_PER_IP,
          QUERY_MAX_CONNECTIONS_PER_SUBNET,
          QUERY_HEALTH_CHECKS,
          QUERY_PROTECTED_HEALTH_CHECK_SUPPORT ->
          READ;
      case ADD_CLUSTER,
          REMOVE_CLUSTER,
          ADD_HTTP_FRONTEND,
          REMOVE_HTTP_FRONTEND,
          ADD_HTTPS_FRONTEND,
          REMOVE_HTTPS_FRONTEND,
          ADD_TCP_FRONTEND,
          REMOVE_TCP_FRONTEND,
          ADD_UDP_FRONTEND,
          REMOVE_UDP_FRONTEND,
          ADD_HTTP_FRONTEND_WITH_HEADER_PREDICATES,
          REMOVE_HTTP_FRONTEND_WITH_HEADER_PREDICATES,
          ADD_HTTPS_FRONTEND_WITH_HEADER_PREDICATES,
          REMOVE_HTTPS_FRONTEND_WITH_HEADER_PREDICATES,
          ADD_HTTP_FRONTEND_WITH_SILENT_CLOSE,
          ADD_HTTPS_FRONTEND_WITH_SILENT_CLOSE,
          ADD_BACKEND,
          ADD_UNIX_BACKEND,
          REMOVE_BACKEND,
          ADD_CERTIFICATE,
          REPLACE_CERTIFICATE,
          REMOVE_CERTIFICATE,
          SET_HEALTH_CHECK,
          REMOVE_HEALTH_CHECK ->
          RECORD;
      case ADD_HTTP_LISTENER,
          ADD_HTTPS_LISTENER,
          ADD_HTTPS_LISTENER_WITH_CLIENT_AUTH,
          ADD_TCP_LISTENER,
          ADD_UDP_LISTENER,
          UPDATE_HTTP_LISTENER,
          UPDATE_HTTPS_LISTENER,
          UPDATE_HTTPS_LISTENER_WITH_CLIENT_AUTH,
          UPDATE_TCP_LISTENER,
          UPDATE_UDP_LISTENER,
          REMOVE_LISTENER,
          ACTIVATE_LISTENER,
          DEACTIVATE_LISTENER ->
          LISTENER;
      case CONFIGURE_METRICS,
          LOGGING,
          SET_MAX_CONNECTIONS_PER_IP,
          SET_MAX_CONNECTIONS_PER_SUBNET,
          SET_MAX_CONNECTION_ATTEMPTS,
          SET_METRIC_DETAIL,
          CLOSE_SESSIONS,
          SET_PROTECTED_HEALTH_CHECK,
          PROTECTED_HEALTH_CHECK_ORDER ->
          SETTING;
      case SAVE_STATE,
          LOAD_STATE,
          RELOAD_CONFIGURATION,
          UPGRADE_MAIN,
          UPGRADE_WORKER,
          SOFT_STOP,
          HARD_STOP ->
          LIFE_CYCLE;
      case SUBSCRIBE_EVENTS -> OWN_CONNECTION;
      case LAUNCH_WORKER, RETURN_LISTEN_SOCKETS -> NEVER_ANSWERED;
      case REQUESTTYPE_NOT_SET -> request.getUnknownFields().asMap().isEmpty() ? EMPTY : UNKNOWN;
    };
  }

  /** Whether SaveState afterwards may write something else than before. */
  public static boolean changesConfiguration(Request request) {
    return switch (of(request)) {
      case RECORD, LISTENER, UNKNOWN -> true;
      case SETTING -> request.hasSetProtectedHealthCheck();
      case LIFE_CYCLE -> request.hasLoadState() || request.hasReloadConfiguration();
      case READ, OWN_CONNECTION, NEVER_ANSWERED, EMPTY -> false;
    };
  }
}
