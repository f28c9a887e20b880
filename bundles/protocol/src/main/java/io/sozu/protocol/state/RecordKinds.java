package io.sozu.protocol.state;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which requests are configuration, and what they are called in state files. */
public final class RecordKinds {
  /**
   * What may be written into a state file: requests that change Sōzu's configuration. Sōzu executes
   * whatever record it finds, a stop or an unbounded query included.
   *
   * <p>SET_PROTECTED_HEALTH_CHECK is missing because Sōzu 2.3.3 never reads it from a file: its
   * values are secrets. Runtime settings (log level, limits, metrics) are no part of the state.
   */
  public static final Set<RequestTypeCase> CONFIGURATION =
      Collections.unmodifiableSet(
          EnumSet.of(
              RequestTypeCase.ADD_CLUSTER,
              RequestTypeCase.REMOVE_CLUSTER,
              RequestTypeCase.ADD_HTTP_FRONTEND,
              RequestTypeCase.REMOVE_HTTP_FRONTEND,
              RequestTypeCase.ADD_HTTPS_FRONTEND,
              RequestTypeCase.REMOVE_HTTPS_FRONTEND,
              RequestTypeCase.ADD_HTTP_FRONTEND_WITH_HEADER_PREDICATES,
              RequestTypeCase.REMOVE_HTTP_FRONTEND_WITH_HEADER_PREDICATES,
              RequestTypeCase.ADD_HTTPS_FRONTEND_WITH_HEADER_PREDICATES,
              RequestTypeCase.REMOVE_HTTPS_FRONTEND_WITH_HEADER_PREDICATES,
              RequestTypeCase.ADD_HTTP_FRONTEND_WITH_SILENT_CLOSE,
              RequestTypeCase.ADD_HTTPS_FRONTEND_WITH_SILENT_CLOSE,
              RequestTypeCase.ADD_TCP_FRONTEND,
              RequestTypeCase.REMOVE_TCP_FRONTEND,
              RequestTypeCase.ADD_UDP_FRONTEND,
              RequestTypeCase.REMOVE_UDP_FRONTEND,
              RequestTypeCase.ADD_CERTIFICATE,
              RequestTypeCase.REPLACE_CERTIFICATE,
              RequestTypeCase.REMOVE_CERTIFICATE,
              RequestTypeCase.ADD_BACKEND,
              RequestTypeCase.ADD_UNIX_BACKEND,
              RequestTypeCase.REMOVE_BACKEND,
              RequestTypeCase.ADD_HTTP_LISTENER,
              RequestTypeCase.ADD_HTTPS_LISTENER,
              RequestTypeCase.ADD_HTTPS_LISTENER_WITH_CLIENT_AUTH,
              RequestTypeCase.ADD_TCP_LISTENER,
              RequestTypeCase.ADD_UDP_LISTENER,
              RequestTypeCase.UPDATE_HTTP_LISTENER,
              RequestTypeCase.UPDATE_HTTPS_LISTENER,
              RequestTypeCase.UPDATE_HTTPS_LISTENER_WITH_CLIENT_AUTH,
              RequestTypeCase.UPDATE_TCP_LISTENER,
              RequestTypeCase.UPDATE_UDP_LISTENER,
              RequestTypeCase.REMOVE_LISTENER,
              RequestTypeCase.ACTIVATE_LISTENER,
              RequestTypeCase.DEACTIVATE_LISTENER,
              RequestTypeCase.SET_HEALTH_CHECK,
              RequestTypeCase.REMOVE_HEALTH_CHECK));

  private static final Map<String, RequestTypeCase> BY_NAME =
      Request.getDescriptor().getFields().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  RecordKinds::name, f -> RequestTypeCase.forNumber(f.getNumber())));

  private RecordKinds() {}

  /** The kind that a state file calls so, or REQUESTTYPE_NOT_SET for a name of a later Sōzu. */
  static RequestTypeCase named(String name) {
    return BY_NAME.getOrDefault(name, RequestTypeCase.REQUESTTYPE_NOT_SET);
  }

  private static String name(FieldDescriptor field) {
    return field.getName().toUpperCase(Locale.ROOT);
  }
}
