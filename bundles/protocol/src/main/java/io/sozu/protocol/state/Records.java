package io.sozu.protocol.state;

import io.sozu.protocol.command.HeaderPredicate;
import io.sozu.protocol.command.RedirectPolicy;
import io.sozu.protocol.command.RedirectScheme;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RequestTcpFrontend;
import io.sozu.protocol.command.SocketAddress;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration record is about: the key under which Sōzu 2.3.3 keeps it, and what Sōzu does
 * when there is, or is not, something under that key.
 */
public final class Records {
  /** What a record does to its key. */
  public enum Role {
    /** Puts something there, whatever was there. */
    PUT,
    /** Adds, and is refused when there is something. */
    ADD,
    /** Removes, and is refused when there is nothing. */
    REMOVE,
    /** Certificates: doing it again changes nothing. */
    CERTIFICATE
  }

  private Records() {}

  /** What the record does to its {@link #key}. */
  public static Role role(Request record) {
    return switch (record.getRequestTypeCase()) {
      case ADD_CLUSTER, SET_HEALTH_CHECK, REMOVE_HEALTH_CHECK, ADD_BACKEND, ADD_UNIX_BACKEND ->
          Role.PUT;
      case REMOVE_CLUSTER,
          REMOVE_BACKEND,
          REMOVE_HTTP_FRONTEND,
          REMOVE_HTTP_FRONTEND_WITH_HEADER_PREDICATES,
          REMOVE_HTTPS_FRONTEND,
          REMOVE_HTTPS_FRONTEND_WITH_HEADER_PREDICATES,
          REMOVE_TCP_FRONTEND,
          REMOVE_UDP_FRONTEND ->
          Role.REMOVE;
      case ADD_CERTIFICATE, REPLACE_CERTIFICATE, REMOVE_CERTIFICATE -> Role.CERTIFICATE;
      case ADD_HTTP_FRONTEND,
          ADD_HTTP_FRONTEND_WITH_HEADER_PREDICATES,
          ADD_HTTP_FRONTEND_WITH_SILENT_CLOSE,
          ADD_HTTPS_FRONTEND,
          ADD_HTTPS_FRONTEND_WITH_HEADER_PREDICATES,
          ADD_HTTPS_FRONTEND_WITH_SILENT_CLOSE,
          ADD_TCP_FRONTEND,
          ADD_UDP_FRONTEND ->
          Role.ADD;
      default -> throw new IllegalArgumentException(record.getRequestTypeCase() + " is no record");
    };
  }

  /** The key of what the record is about; equal for an addition and a removal of the same thing. */
  public static String key(Request record) {
    return switch (record.getRequestTypeCase()) {
      case ADD_CLUSTER, SET_HEALTH_CHECK, REMOVE_HEALTH_CHECK, REMOVE_CLUSTER ->
          clusterKey(cluster(record));
      case ADD_BACKEND ->
          backendKey(
              record.getAddBackend().getClusterId(),
              record.getAddBackend().getBackendId(),
              record.getAddBackend().getAddress());
      case ADD_UNIX_BACKEND ->
          backendKey(
              record.getAddUnixBackend().getClusterId(),
              record.getAddUnixBackend().getBackendId(),
              record.getAddUnixBackend().getAddress());
      case REMOVE_BACKEND ->
          backendKey(
              record.getRemoveBackend().getClusterId(),
              record.getRemoveBackend().getBackendId(),
              record.getRemoveBackend().getAddress());
      case ADD_TCP_FRONTEND -> tcpKey(record.getAddTcpFrontend());
      case REMOVE_TCP_FRONTEND -> tcpKey(record.getRemoveTcpFrontend());
      case ADD_UDP_FRONTEND -> "u|" + address(record.getAddUdpFrontend().getAddress());
      case REMOVE_UDP_FRONTEND -> "u|" + address(record.getRemoveUdpFrontend().getAddress());
      case ADD_CERTIFICATE ->
          certificateKey(
              record.getAddCertificate().getAddress(),
              fingerprint(record.getAddCertificate().getCertificate().getCertificate()));
      case REPLACE_CERTIFICATE ->
          certificateKey(
              record.getReplaceCertificate().getAddress(),
              fingerprint(record.getReplaceCertificate().getNewCertificate().getCertificate()));
      case REMOVE_CERTIFICATE ->
          certificateKey(
              record.getRemoveCertificate().getAddress(),
              record.getRemoveCertificate().getFingerprint().toLowerCase(Locale.ROOT));
      default -> frontendKey(record);
    };
  }

  /** The other key of a replacement, or null. */
  public static @Nullable String secondKey(Request record) {
    return record.hasReplaceCertificate()
        ? certificateKey(
            record.getReplaceCertificate().getAddress(),
            record.getReplaceCertificate().getOldFingerprint().toLowerCase(Locale.ROOT))
        : null;
  }

  /** The cluster that the record touches; empty for certificates and frontends without one. */
  public static String cluster(Request record) {
    return switch (record.getRequestTypeCase()) {
      case ADD_CLUSTER -> record.getAddCluster().getClusterId();
      case REMOVE_CLUSTER -> record.getRemoveCluster();
      case SET_HEALTH_CHECK -> record.getSetHealthCheck().getClusterId();
      case REMOVE_HEALTH_CHECK -> record.getRemoveHealthCheck();
      case ADD_BACKEND -> record.getAddBackend().getClusterId();
      case ADD_UNIX_BACKEND -> record.getAddUnixBackend().getClusterId();
      case REMOVE_BACKEND -> record.getRemoveBackend().getClusterId();
      case ADD_TCP_FRONTEND -> record.getAddTcpFrontend().getClusterId();
      case REMOVE_TCP_FRONTEND -> record.getRemoveTcpFrontend().getClusterId();
      case ADD_UDP_FRONTEND -> record.getAddUdpFrontend().getClusterId();
      case REMOVE_UDP_FRONTEND -> record.getRemoveUdpFrontend().getClusterId();
      default -> {
        RequestHttpFrontend frontend = frontend(record);
        yield frontend == null ? "" : frontend.getClusterId();
      }
    };
  }

  /** The HTTP or HTTPS frontend that the record adds or removes, or null. */
  public static @Nullable RequestHttpFrontend frontend(Request record) {
    return switch (record.getRequestTypeCase()) {
      case ADD_HTTP_FRONTEND -> record.getAddHttpFrontend();
      case ADD_HTTP_FRONTEND_WITH_HEADER_PREDICATES ->
          record.getAddHttpFrontendWithHeaderPredicates();
      case ADD_HTTP_FRONTEND_WITH_SILENT_CLOSE -> record.getAddHttpFrontendWithSilentClose();
      case REMOVE_HTTP_FRONTEND -> record.getRemoveHttpFrontend();
      case REMOVE_HTTP_FRONTEND_WITH_HEADER_PREDICATES ->
          record.getRemoveHttpFrontendWithHeaderPredicates();
      case ADD_HTTPS_FRONTEND -> record.getAddHttpsFrontend();
      case ADD_HTTPS_FRONTEND_WITH_HEADER_PREDICATES ->
          record.getAddHttpsFrontendWithHeaderPredicates();
      case ADD_HTTPS_FRONTEND_WITH_SILENT_CLOSE -> record.getAddHttpsFrontendWithSilentClose();
      case REMOVE_HTTPS_FRONTEND -> record.getRemoveHttpsFrontend();
      case REMOVE_HTTPS_FRONTEND_WITH_HEADER_PREDICATES ->
          record.getRemoveHttpsFrontendWithHeaderPredicates();
      default -> null;
    };
  }

  /** Whether a frontend record is about HTTPS. */
  public static boolean https(Request record) {
    return record.getRequestTypeCase().name().contains("HTTPS");
  }

  /** The key of a cluster. */
  public static String clusterKey(String cluster) {
    return "c|" + cluster;
  }

  /** The key of a backend. */
  public static String backendKey(String cluster, String id, SocketAddress address) {
    return "b|" + cluster + "\0" + id + "\0" + address(address);
  }

  /** The key of a TCP frontend. */
  public static String tcpKey(RequestTcpFrontend frontend) {
    return "t|"
        + address(frontend.getAddress())
        + ";"
        + frontend.getSni().toLowerCase(Locale.ROOT)
        + ";"
        + frontend.getAlpnList().stream().distinct().sorted().collect(Collectors.joining(","));
  }

  /** The key of an HTTP or HTTPS frontend. */
  public static String httpKey(boolean https, RequestHttpFrontend frontend) {
    StringBuilder key = new StringBuilder(96);
    key.append(https ? "s|" : "h|").append(address(frontend.getAddress()));
    key.append(';').append(frontend.getHostname());
    key.append(';').append(frontend.getPath().getKind().getNumber());
    key.append(frontend.getPath().getValue());
    if (frontend.hasMethod()) {
      key.append(';').append(frontend.getMethod());
    }
    if (frontend.getHeaderPredicatesCount() > 0) {
      key.append(
          frontend.getHeaderPredicatesList().stream()
              .map(Records::predicate)
              .distinct()
              .sorted()
              .collect(Collectors.joining("&", "?", "")));
    }
    return key.toString();
  }

  private static String predicate(HeaderPredicate predicate) {
    return predicate.getName().toLowerCase(Locale.ROOT)
        + predicate.getKind().getNumber()
        + (predicate.hasValue() ? "=" + predicate.getValue() : "");
  }

  private static String frontendKey(Request record) {
    RequestHttpFrontend frontend = frontend(record);
    if (frontend == null) {
      throw new IllegalArgumentException(record.getRequestTypeCase() + " is no record");
    }
    return httpKey(https(record), frontend);
  }

  private static String certificateKey(SocketAddress address, String fingerprint) {
    return "x|" + address(address) + "|" + fingerprint;
  }

  private static String fingerprint(String pem) {
    return Pem.fingerprint(pem).orElse(pem);
  }

  /** The frontend without what says the same as nothing: equal when they serve alike. */
  public static RequestHttpFrontend plain(RequestHttpFrontend frontend) {
    RequestHttpFrontend.Builder plain = frontend.toBuilder();
    if (frontend.getRedirect() == RedirectPolicy.FORWARD) {
      plain.clearRedirect();
    }
    if (frontend.getRedirectScheme() == RedirectScheme.USE_SAME) {
      plain.clearRedirectScheme();
    }
    if (!frontend.getRequiredAuth()) {
      plain.clearRequiredAuth();
    }
    return plain.build();
  }

  /** An address as part of a key. */
  public static String address(SocketAddress address) {
    return address.getIp().hasV4()
        ? address.getIp().getV4() + ":" + address.getPort()
        : address.getIp().getV6().getHigh()
            + ","
            + address.getIp().getV6().getLow()
            + ":"
            + address.getPort();
  }
}
