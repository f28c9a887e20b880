package io.sozu.testkit;

import io.sozu.protocol.command.ActivateListener;
import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.AddCertificate;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.HttpListenerConfig;
import io.sozu.protocol.command.HttpsListenerConfig;
import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.ListWorkers;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.LoadBalancingAlgorithms;
import io.sozu.protocol.command.PathRule;
import io.sozu.protocol.command.PathRuleKind;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.RemoveBackend;
import io.sozu.protocol.command.RemoveCertificate;
import io.sozu.protocol.command.ReplaceCertificate;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RulePosition;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.Status;
import io.sozu.protocol.command.TlsVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/** Requests that tests need again and again. */
public final class Requests {
  private Requests() {}

  /** An IPv4 address on the wire. */
  public static SocketAddress address(InetSocketAddress address) {
    int bits = ByteBuffer.wrap(address.getAddress().getAddress()).getInt();
    return SocketAddress.newBuilder()
        .setIp(IpAddress.newBuilder().setV4(bits))
        .setPort(address.getPort())
        .build();
  }

  /** A port of 127.0.0.1 on the wire. */
  public static SocketAddress loopback(int port) {
    return address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** A cluster with Sōzu's defaults. */
  public static Cluster cluster(String id) {
    return Cluster.newBuilder()
        .setClusterId(id)
        .setStickySession(false)
        .setHttpsRedirect(false)
        .setLoadBalancing(LoadBalancingAlgorithms.ROUND_ROBIN)
        .build();
  }

  /** Adds a cluster. */
  public static Request addCluster(String id) {
    return Request.newBuilder().setAddCluster(cluster(id)).build();
  }

  /** Removes a cluster. */
  public static Request removeCluster(String id) {
    return Request.newBuilder().setRemoveCluster(id).build();
  }

  /** A backend on 127.0.0.1. */
  public static AddBackend backend(String clusterId, String backendId, int port) {
    return AddBackend.newBuilder()
        .setClusterId(clusterId)
        .setBackendId(backendId)
        .setAddress(loopback(port))
        .build();
  }

  /** Adds a backend on 127.0.0.1. */
  public static Request addBackend(String clusterId, String backendId, int port) {
    return Request.newBuilder().setAddBackend(backend(clusterId, backendId, port)).build();
  }

  /** Removes a backend on 127.0.0.1. */
  public static Request removeBackend(String clusterId, String backendId, int port) {
    return Request.newBuilder()
        .setRemoveBackend(
            RemoveBackend.newBuilder()
                .setClusterId(clusterId)
                .setBackendId(backendId)
                .setAddress(loopback(port)))
        .build();
  }

  /** A frontend for all paths of a host name. */
  public static RequestHttpFrontend frontend(
      String clusterId, InetSocketAddress listener, String hostname) {
    return RequestHttpFrontend.newBuilder()
        .setClusterId(clusterId)
        .setAddress(address(listener))
        .setHostname(hostname)
        .setPath(PathRule.newBuilder().setKind(PathRuleKind.PREFIX).setValue(""))
        .setPosition(RulePosition.TREE)
        .build();
  }

  /** Adds an HTTP frontend. */
  public static Request addHttpFrontend(
      String clusterId, InetSocketAddress listener, String hostname) {
    return Request.newBuilder().setAddHttpFrontend(frontend(clusterId, listener, hostname)).build();
  }

  /** Removes an HTTP frontend. */
  public static Request removeHttpFrontend(
      String clusterId, InetSocketAddress listener, String hostname) {
    return Request.newBuilder()
        .setRemoveHttpFrontend(frontend(clusterId, listener, hostname))
        .build();
  }

  /** Adds a certificate to a listener. */
  public static Request addCertificate(InetSocketAddress listener, TestCertificate certificate) {
    return Request.newBuilder()
        .setAddCertificate(
            AddCertificate.newBuilder()
                .setAddress(address(listener))
                .setCertificate(certificateAndKey(certificate)))
        .build();
  }

  /** Puts a certificate in the place of another one on a listener. */
  public static Request replaceCertificate(
      InetSocketAddress listener, String oldFingerprint, TestCertificate certificate) {
    return Request.newBuilder()
        .setReplaceCertificate(
            ReplaceCertificate.newBuilder()
                .setAddress(address(listener))
                .setOldFingerprint(oldFingerprint)
                .setNewCertificate(certificateAndKey(certificate)))
        .build();
  }

  /** Removes a certificate from a listener. */
  public static Request removeCertificate(InetSocketAddress listener, String fingerprint) {
    return Request.newBuilder()
        .setRemoveCertificate(
            RemoveCertificate.newBuilder()
                .setAddress(address(listener))
                .setFingerprint(fingerprint))
        .build();
  }

  /** A certificate with its key, for TLS 1.2 and 1.3. */
  public static CertificateAndKey certificateAndKey(TestCertificate certificate) {
    return CertificateAndKey.newBuilder()
        .setCertificate(certificate.pem())
        .setKey(certificate.keyPem())
        .addVersions(TlsVersion.TLS_V1_2)
        .addVersions(TlsVersion.TLS_V1_3)
        .build();
  }

  /** Adds an HTTP listener as Sōzu makes one from its TOML, not yet active. */
  public static Request addHttpListener(InetSocketAddress address) {
    return Request.newBuilder()
        .setAddHttpListener(
            HttpListenerConfig.newBuilder()
                .setAddress(address(address))
                .setExpectProxy(false)
                .setStickyName("SOZUBALANCEID")
                .setFrontTimeout(60)
                .setBackTimeout(30)
                .setConnectTimeout(3)
                .setRequestTimeout(10)
                .setActive(false))
        .build();
  }

  /** Adds an HTTPS listener as Sōzu makes one from its TOML, not yet active. */
  public static Request addHttpsListener(InetSocketAddress address) {
    return Request.newBuilder()
        .setAddHttpsListener(
            HttpsListenerConfig.newBuilder()
                .setAddress(address(address))
                .setExpectProxy(false)
                .setStickyName("SOZUBALANCEID")
                .setFrontTimeout(60)
                .setBackTimeout(30)
                .setConnectTimeout(3)
                .setRequestTimeout(10)
                .setActive(false)
                .addAllVersions(List.of(TlsVersion.TLS_V1_2, TlsVersion.TLS_V1_3))
                .setSendTls13Tickets(4)
                .addAllAlpnProtocols(List.of("h2", "http/1.1")))
        .build();
  }

  /** Lets a listener accept. */
  public static Request activateListener(InetSocketAddress address, ListenerType type) {
    return Request.newBuilder()
        .setActivateListener(
            ActivateListener.newBuilder()
                .setAddress(address(address))
                .setProxy(type)
                .setFromScm(false))
        .build();
  }

  /** Lists workers: the shortest question, which the main process answers alone. */
  public static Request listWorkers() {
    return Request.newBuilder().setListWorkers(ListWorkers.getDefaultInstance()).build();
  }

  /** Asks all workers how they are. */
  public static Request status() {
    return Request.newBuilder().setStatus(Status.getDefaultInstance()).build();
  }

  /** Asks for the metrics of some clusters, worker by worker. */
  public static Request queryMetrics(Collection<String> clusterIds) {
    return Request.newBuilder()
        .setQueryMetrics(
            QueryMetricsOptions.newBuilder()
                .setList(false)
                .addAllClusterIds(clusterIds)
                .setNoClusters(false)
                .setWorkers(true))
        .build();
  }

  /** Asks for one cluster. */
  public static Request queryCluster(String id) {
    return Request.newBuilder().setQueryClusterById(id).build();
  }
}
