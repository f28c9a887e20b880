package io.sozu.intake.internal.wanted;

import io.sozu.intake.internal.decode.Subject;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.RemoveBackend;
import io.sozu.protocol.command.RemoveCertificate;
import io.sozu.protocol.command.RemoveListener;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.state.Pem;
import io.sozu.protocol.state.Records;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What requests put into a Sōzu: a cluster, a frontend, a listener, a setting. Stateless. */
public final class Things {
  private Things() {}

  /** Whether the request takes something away. */
  public static boolean isRemoval(Request request) {
    return request.getRequestTypeCase().name().startsWith("REMOVE_");
  }

  /** The thing: the same for what puts it there and what takes it away. */
  public static String key(Request request) {
    String kind = request.getRequestTypeCase().name();
    if (kind.endsWith("HEALTH_CHECK")) {
      return "y|" + Records.cluster(request);
    }
    if (kind.startsWith("UPDATE_") || kind.contains("ACTIVATE_")) {
      return kind + "|" + Subject.of(request).address();
    }
    if (kind.contains("_LISTENER")) {
      return "l|" + type(request) + "|" + Subject.of(request).address();
    }
    return Records.key(request);
  }

  private static ListenerType type(Request request) {
    return switch (request.getRequestTypeCase()) {
      case ADD_HTTP_LISTENER -> ListenerType.HTTP;
      case ADD_TCP_LISTENER -> ListenerType.TCP;
      case ADD_UDP_LISTENER -> ListenerType.UDP;
      case REMOVE_LISTENER -> request.getRemoveListener().getProxy();
      default -> ListenerType.HTTPS;
    };
  }

  /** Whether it is a frontend, which Sōzu does not replace but refuses when its place is taken. */
  public static boolean isFrontend(Request request) {
    return request.getRequestTypeCase().name().contains("_FRONTEND");
  }

  /** Whether it is a backend. */
  public static boolean isBackend(Request request) {
    return request.getRequestTypeCase().name().endsWith("_BACKEND");
  }

  /** The order in which things may be added: what others need comes first. */
  public static int rank(Request request) {
    String kind = request.getRequestTypeCase().name();
    if (kind.contains("_LISTENER")) {
      return kind.startsWith("ADD_") ? 0 : 1;
    }
    if (kind.contains("CERTIFICATE")) {
      return 2;
    }
    if (kind.endsWith("_CLUSTER")) {
      return 3;
    }
    if (kind.endsWith("HEALTH_CHECK")) {
      return 4;
    }
    return isBackend(request) ? 5 : 6;
  }

  /** What takes away what the request puts there; null for a setting, which stays as it is. */
  public static @Nullable Request removal(Request request) {
    Request.Builder removal = Request.newBuilder();
    return switch (request.getRequestTypeCase()) {
      case ADD_CLUSTER -> removal.setRemoveCluster(request.getAddCluster().getClusterId()).build();
      case SET_HEALTH_CHECK -> removal.setRemoveHealthCheck(Records.cluster(request)).build();
      case ADD_BACKEND -> removal.setRemoveBackend(backend(request)).build();
      case ADD_UNIX_BACKEND -> removal.setRemoveBackend(unixBackend(request)).build();
      case ADD_TCP_FRONTEND -> removal.setRemoveTcpFrontend(request.getAddTcpFrontend()).build();
      case ADD_UDP_FRONTEND -> removal.setRemoveUdpFrontend(request.getAddUdpFrontend()).build();
      case ADD_CERTIFICATE ->
          certificate(
              request.getAddCertificate().getAddress(),
              request.getAddCertificate().getCertificate().getCertificate());
      case REPLACE_CERTIFICATE ->
          certificate(
              request.getReplaceCertificate().getAddress(),
              request.getReplaceCertificate().getNewCertificate().getCertificate());
      case ADD_HTTP_LISTENER -> listener(request, request.getAddHttpListener().getAddress());
      case ADD_HTTPS_LISTENER -> listener(request, request.getAddHttpsListener().getAddress());
      case ADD_HTTPS_LISTENER_WITH_CLIENT_AUTH ->
          listener(request, request.getAddHttpsListenerWithClientAuth().getAddress());
      case ADD_TCP_LISTENER -> listener(request, request.getAddTcpListener().getAddress());
      case ADD_UDP_LISTENER -> listener(request, request.getAddUdpListener().getAddress());
      default -> {
        RequestHttpFrontend frontend = Records.frontend(request);
        yield frontend == null ? null : frontend(request, frontend);
      }
    };
  }

  private static Request frontend(Request request, RequestHttpFrontend frontend) {
    Request.Builder removal = Request.newBuilder();
    boolean guarded = frontend.getHeaderPredicatesCount() > 0;
    if (Records.https(request)) {
      return guarded
          ? removal.setRemoveHttpsFrontendWithHeaderPredicates(frontend).build()
          : removal.setRemoveHttpsFrontend(frontend).build();
    }
    return guarded
        ? removal.setRemoveHttpFrontendWithHeaderPredicates(frontend).build()
        : removal.setRemoveHttpFrontend(frontend).build();
  }

  private static RemoveBackend backend(Request request) {
    return RemoveBackend.newBuilder()
        .setClusterId(request.getAddBackend().getClusterId())
        .setBackendId(request.getAddBackend().getBackendId())
        .setAddress(request.getAddBackend().getAddress())
        .build();
  }

  private static RemoveBackend unixBackend(Request request) {
    return RemoveBackend.newBuilder()
        .setClusterId(request.getAddUnixBackend().getClusterId())
        .setBackendId(request.getAddUnixBackend().getBackendId())
        .setAddress(request.getAddUnixBackend().getAddress())
        .build();
  }

  private static @Nullable Request certificate(SocketAddress address, String pem) {
    Optional<String> fingerprint = Pem.fingerprint(pem);
    return fingerprint
        .map(
            known ->
                Request.newBuilder()
                    .setRemoveCertificate(
                        RemoveCertificate.newBuilder()
                            .setAddress(address)
                            .setFingerprint(known.toLowerCase(Locale.ROOT)))
                    .build())
        .orElse(null);
  }

  private static Request listener(Request request, SocketAddress address) {
    return Request.newBuilder()
        .setRemoveListener(RemoveListener.newBuilder().setAddress(address).setProxy(type(request)))
        .build();
  }
}
