package io.sozu.testkit.internal.state;

import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.FrontendFilters;
import io.sozu.protocol.command.HealthCheckConfig;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.ListenersList;
import io.sozu.protocol.command.RemoveBackend;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RequestTcpFrontend;
import io.sozu.protocol.command.RequestUdpFrontend;
import io.sozu.protocol.command.SetHealthCheck;
import io.sozu.protocol.command.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The configuration that one process of Sōzu holds. Not thread-safe. */
public final class ConfigState {
  private final Listeners listeners = new Listeners();
  private final Map<String, Cluster> clusters = new TreeMap<>();
  private final Map<String, List<AddBackend>> backends = new TreeMap<>();
  private final HttpFrontends http = new HttpFrontends("HttpFrontend");
  private final HttpFrontends https = new HttpFrontends("HttpsFrontend");
  private final AddressFrontends<RequestTcpFrontend> tcp =
      new AddressFrontends<>(
          "TcpFrontend", 45, RequestTcpFrontend::getClusterId, RequestTcpFrontend::getAddress);
  private final AddressFrontends<RequestUdpFrontend> udp =
      new AddressFrontends<>(
          "UdpFrontend", 51, RequestUdpFrontend::getClusterId, RequestUdpFrontend::getAddress);
  private final Certificates certificates = new Certificates();

  /** Looks at what Sōzu looks at before its state: certificates and keys. */
  public static void validate(Request request) throws Refusal {
    switch (request.getRequestTypeCase()) {
      case ADD_CERTIFICATE -> Certificates.validate(request.getAddCertificate().getCertificate());
      case REPLACE_CERTIFICATE ->
          Certificates.validate(request.getReplaceCertificate().getNewCertificate());
      default -> {}
    }
  }

  /** Applies a change; other requests change nothing. */
  public void dispatch(Request request) throws Refusal {
    switch (request.getRequestTypeCase()) {
      case ADD_CLUSTER -> addCluster(request.getAddCluster());
      case REMOVE_CLUSTER -> removeCluster(request.getRemoveCluster());
      case ADD_BACKEND -> addBackend(request.getAddBackend());
      case ADD_UNIX_BACKEND -> addBackend(request.getAddUnixBackend());
      case REMOVE_BACKEND -> removeBackend(request.getRemoveBackend());
      case SET_HEALTH_CHECK -> setHealthCheck(request.getSetHealthCheck());
      case REMOVE_HEALTH_CHECK -> removeHealthCheck(request.getRemoveHealthCheck());
      case ADD_CERTIFICATE -> certificates.add(request.getAddCertificate());
      case REMOVE_CERTIFICATE -> certificates.remove(request.getRemoveCertificate());
      case REPLACE_CERTIFICATE -> certificates.replace(request.getReplaceCertificate());
      default -> {
        if (!FrontendDispatch.dispatch(this, request)) {
          ListenerDispatch.dispatch(listeners, request);
        }
      }
    }
  }

  private void addCluster(Cluster cluster) throws Refusal {
    if (cluster.hasHealthCheck()) {
      requireValid(cluster.getHealthCheck());
    }
    clusters.put(cluster.getClusterId(), cluster);
  }

  private void removeCluster(String id) throws Refusal {
    if (clusters.remove(id) == null) {
      throw Refusal.notFound("Cluster", id);
    }
    backends.remove(id);
    http.removeCluster(id);
    https.removeCluster(id);
    tcp.removeCluster(id);
    udp.removeCluster(id);
  }

  private void addBackend(AddBackend backend) throws Refusal {
    if (!clusters.containsKey(backend.getClusterId())) {
      throw Refusal.of(
          "Backend names a cluster that does not exist (cluster_id_bytes="
              + Text.bytes(backend.getClusterId())
              + "); add the cluster first");
    }
    List<AddBackend> known =
        backends.computeIfAbsent(backend.getClusterId(), id -> new ArrayList<>());
    known.removeIf(same(backend.getBackendId(), backend.getAddress()));
    known.add(backend);
  }

  private void removeBackend(RemoveBackend backend) throws Refusal {
    List<AddBackend> known = backends.get(backend.getClusterId());
    if (known == null) {
      throw Refusal.notFound("Backend", backend.getBackendId());
    }
    if (!known.removeIf(same(backend.getBackendId(), backend.getAddress()))) {
      throw Refusal.noChange();
    }
  }

  private static Predicate<AddBackend> same(String id, SocketAddress address) {
    return known -> known.getBackendId().equals(id) && known.getAddress().equals(address);
  }

  private void setHealthCheck(SetHealthCheck set) throws Refusal {
    Cluster cluster = cluster(set.getClusterId());
    requireValid(set.getConfig());
    clusters.put(set.getClusterId(), cluster.toBuilder().setHealthCheck(set.getConfig()).build());
  }

  private void removeHealthCheck(String clusterId) throws Refusal {
    clusters.put(clusterId, cluster(clusterId).toBuilder().clearHealthCheck().build());
  }

  private Cluster cluster(String id) throws Refusal {
    Cluster cluster = clusters.get(id);
    if (cluster == null) {
      throw Refusal.notFound("Cluster", id);
    }
    return cluster;
  }

  private static void requireValid(HealthCheckConfig check) throws Refusal {
    if (check.getInterval() == 0) {
      throw Refusal.invalid("health_check", "health check interval must be > 0");
    }
  }

  /**
   * What Sōzu answers, with OK, to the removal of something whose cluster is not there; empty when
   * a refused request is none.
   */
  public Optional<String> removedWithItsCluster(Request request, Refusal refusal) {
    return refusal.isNotFound() ? FrontendDispatch.absentCluster(this, request) : Optional.empty();
  }

  /** Whether there is a listener. */
  public boolean hasListener(ListenerType type, SocketAddress address) {
    return listeners.has(type, address);
  }

  /** Whether a listener accepts. */
  public boolean isActive(ListenerType type, SocketAddress address) {
    return listeners.isActive(type, address);
  }

  /** Whether there is a backend with an id and an address. */
  public boolean hasBackend(AddBackend backend) {
    return backends(backend.getClusterId()).stream()
        .anyMatch(same(backend.getBackendId(), backend.getAddress()));
  }

  /** The ids of all clusters. */
  public Collection<String> clusterIds() {
    return clusters.keySet();
  }

  /** Whether there is a cluster. */
  public boolean hasCluster(String id) {
    return clusters.containsKey(id);
  }

  /** The backends of a cluster. */
  public List<AddBackend> backends(String clusterId) {
    return backends.getOrDefault(clusterId, List.of());
  }

  /** How many backends there are. */
  public int backendCount() {
    return backends.values().stream().mapToInt(List::size).sum();
  }

  /** How many frontends there are. */
  public int frontendCount() {
    return (int) (http.all().count() + https.all().count() + tcp.all().count() + udp.all().count());
  }

  /** One cluster with all that is its own. */
  public Optional<ClusterInformation> information(String clusterId) {
    return Optional.ofNullable(clusters.get(clusterId))
        .map(
            cluster ->
                ClusterInformation.newBuilder()
                    .setConfiguration(cluster)
                    .addAllHttpFrontends(http.ofCluster(clusterId).toList())
                    .addAllHttpsFrontends(https.ofCluster(clusterId).toList())
                    .addAllTcpFrontends(tcp.ofCluster(clusterId).toList())
                    .addAllUdpFrontends(udp.ofCluster(clusterId).toList())
                    .addAllBackends(backends(clusterId))
                    .build());
  }

  /** The clusters that serve a host name. */
  public List<ClusterInformation> byDomain(String hostname, String path) {
    Predicate<RequestHttpFrontend> serves =
        frontend ->
            frontend.getHostname().equals(hostname)
                && (path.isEmpty() || frontend.getPath().getValue().equals(path));
    return java.util.stream.Stream.concat(http.all(), https.all())
        .filter(serves)
        .map(RequestHttpFrontend::getClusterId)
        .distinct()
        .flatMap(id -> information(id).stream())
        .toList();
  }

  /** Health checks of all clusters, or of one. */
  public Map<String, HealthCheckConfig> healthChecks(Optional<String> clusterId) {
    Map<String, HealthCheckConfig> checks = new TreeMap<>();
    clusters.values().stream()
        .filter(Cluster::hasHealthCheck)
        .filter(cluster -> clusterId.map(cluster.getClusterId()::equals).orElse(true))
        .forEach(cluster -> checks.put(cluster.getClusterId(), cluster.getHealthCheck()));
    return checks;
  }

  /** The frontends that pass a filter: a host name passes if it contains the domain. */
  public ListedFrontends frontends(FrontendFilters filters) {
    boolean all = !filters.getHttp() && !filters.getHttps() && !filters.getTcp();
    ListedFrontends.Builder listed = ListedFrontends.newBuilder();
    Predicate<RequestHttpFrontend> passes =
        frontend ->
            (!filters.hasDomain() || frontend.getHostname().contains(filters.getDomain()))
                && (!filters.hasClusterId()
                    || frontend.getClusterId().equals(filters.getClusterId()));
    if (filters.getHttp() || all) {
      http.all().filter(passes).forEach(listed::addHttpFrontends);
    }
    if (filters.getHttps() || all) {
      https.all().filter(passes).forEach(listed::addHttpsFrontends);
    }
    if ((filters.getTcp() || all) && !filters.hasDomain()) {
      tcp.all()
          .filter(f -> !filters.hasClusterId() || f.getClusterId().equals(filters.getClusterId()))
          .forEach(listed::addTcpFrontends);
      udp.all()
          .filter(f -> !filters.hasClusterId() || f.getClusterId().equals(filters.getClusterId()))
          .forEach(listed::addUdpFrontends);
    }
    return listed.build();
  }

  /** All listeners. */
  public ListenersList listeners() {
    return listeners.list();
  }

  /** The certificates. */
  public Certificates certificates() {
    return certificates;
  }

  HttpFrontends http() {
    return http;
  }

  HttpFrontends https() {
    return https;
  }

  AddressFrontends<RequestTcpFrontend> tcp() {
    return tcp;
  }

  AddressFrontends<RequestUdpFrontend> udp() {
    return udp;
  }

  /** The requests that make this state from nothing, in the order in which Sōzu saves them. */
  public List<Request> records() {
    List<Request> records = new ArrayList<>();
    listeners.records(records);
    Request.Builder record = Request.newBuilder();
    clusters.values().forEach(cluster -> records.add(record.setAddCluster(cluster).build()));
    http.all().forEach(frontend -> records.add(record.setAddHttpFrontend(frontend).build()));
    certificates.all().forEach(held -> records.add(record.setAddCertificate(held.added()).build()));
    https.all().forEach(frontend -> records.add(record.setAddHttpsFrontend(frontend).build()));
    tcp.all().forEach(frontend -> records.add(record.setAddTcpFrontend(frontend).build()));
    udp.all().forEach(frontend -> records.add(record.setAddUdpFrontend(frontend).build()));
    backends
        .values()
        .forEach(
            known ->
                known.forEach(
                    backend ->
                        records.add(
                            backend.hasUnixPath()
                                ? record.setAddUnixBackend(backend).build()
                                : record.setAddBackend(backend).build())));
    return records;
  }
}
