package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Certificates.CertificateEntry;
import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.RefusedByMain;
import io.sozu.client.RefusedByWorkers;
import io.sozu.protocol.command.ActivateListener;
import io.sozu.protocol.command.CloseSessions;
import io.sozu.protocol.command.ClosedSessions;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.DeactivateListener;
import io.sozu.protocol.command.HealthCheckConfig;
import io.sozu.protocol.command.HealthCheckMode;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.RemoveBackend;
import io.sozu.protocol.command.RemoveCertificate;
import io.sozu.protocol.command.RemoveListener;
import io.sozu.protocol.command.ReplaceCertificate;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RequestTcpFrontend;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.SetHealthCheck;
import io.sozu.protocol.command.TcpListenerConfig;
import io.sozu.protocol.command.UpdateHttpListenerConfig;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facades: typed answers to what each noun can be asked. */
public abstract class FacadeContract extends ClientSubject {
  protected FacadeContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  private String newCluster(OwnedSozuClient client) {
    String id = name("c");
    get(client.clusters().add(Requests.cluster(id)));
    return id;
  }

  @Test
  void workersAreListedAndTellHowTheyAre() {
    OwnedSozuClient client = open();

    assertThat(get(client.workers().list()))
        .extracting(WorkerInfo::getId)
        .containsAll(peer().workerPids().keySet());
    assertThat(get(client.workers().status()))
        .filteredOn(worker -> worker.getRunState() == RunState.RUNNING)
        .hasSize(peer().workerPids().size());
  }

  @Test
  void aStoppedWorkerRunsInTheListAndDoesNotAnswerInTheStatus() {
    SozuPeer sozu = own(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(1)));
    OwnedSozuClient client = open(sozu.client().build());
    int stopped = sozu.workerPids().keySet().iterator().next();
    sozu.pauseWorker(stopped);
    try {
      assertThat(get(client.workers().list()))
          .allMatch(worker -> worker.getRunState() == RunState.RUNNING);
      assertThat(get(client.workers().status()))
          .filteredOn(worker -> worker.getRunState() == RunState.NOT_ANSWERING)
          .extracting(WorkerInfo::getId)
          .containsExactly(stopped);
    } finally {
      sozu.resumeWorker(stopped);
    }
  }

  @Test
  void aWorkerIsUpgraded() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());

    get(client.workers().upgrade(0));

    assertThat(get(client.workers().list()))
        .filteredOn(worker -> worker.getRunState() == RunState.RUNNING)
        .extracting(WorkerInfo::getId)
        .doesNotContain(0)
        .hasSize(2);
  }

  @Test
  void clustersAreAddedAskedForAndRemoved() {
    OwnedSozuClient client = open();
    String id = newCluster(client);
    get(client.backends().add(Requests.backend(id, "b", 9)));

    assertThat(get(client.clusters().ids())).contains(id);
    assertThat(get(client.clusters().get(id)))
        .hasValueSatisfying(cluster -> assertThat(cluster.getBackendsList()).hasSize(1));
    assertThat(get(client.clusters().everywhere(id))).hasSize(1 + peer().workerPids().size());
    get(client.clusters().remove(id));
    assertThat(get(client.clusters().get(id))).isEmpty();
    assertThat(get(client.clusters().everywhere(id))).isEmpty();
    assertThat(get(client.clusters().ids())).doesNotContain(id);
    failure(RefusedByMain.class, client.clusters().remove(id));
  }

  @Test
  void clustersAreFoundByHostName() {
    OwnedSozuClient client = open();
    String id = newCluster(client);
    String host = name("h") + ".example";
    get(client.frontends().addHttp(Requests.frontend(id, peer().http(), host)));

    assertThat(get(client.clusters().byDomain(host, null)))
        .extracting((ClusterInformation cluster) -> cluster.getConfiguration().getClusterId())
        .containsExactly(id);
    assertThat(get(client.clusters().byDomain("none.example", null))).isEmpty();
  }

  @Test
  void healthChecksComeAndGo() {
    OwnedSozuClient client = open();
    String id = newCluster(client);
    assertThat(get(client.clusters().healthCheck(id))).isEmpty();

    get(
        client
            .clusters()
            .setHealthCheck(
                SetHealthCheck.newBuilder()
                    .setClusterId(id)
                    .setConfig(
                        HealthCheckConfig.newBuilder()
                            .setUri("/up")
                            .setInterval(10)
                            .setTimeout(5)
                            .setHealthyThreshold(3)
                            .setUnhealthyThreshold(3)
                            .setExpectedStatus(0)
                            .setMode(HealthCheckMode.HEALTH_CHECK_MODE_HTTP))
                    .build()));

    assertThat(get(client.clusters().healthCheck(id)))
        .hasValueSatisfying(check -> assertThat(check.getUri()).isEqualTo("/up"));
    get(client.clusters().removeHealthCheck(id));
    assertThat(get(client.clusters().healthCheck(id))).isEmpty();
  }

  @Test
  void sessionsAreClosedAndCounted() {
    OwnedSozuClient client = open();

    ClosedSessions closed =
        get(
            client
                .clusters()
                .closeSessions(
                    CloseSessions.newBuilder().setClusterId(newCluster(client)).build()));

    assertThat(closed.getClosed()).isZero();
    assertThat(closed.getDraining()).isZero();
  }

  @Test
  void frontendsAreFoundByTheirExactHostNameAndByCluster() {
    OwnedSozuClient client = open();
    String id = newCluster(client);
    String host = name("h") + ".example";
    get(client.frontends().addHttp(Requests.frontend(id, peer().http(), host)));
    get(client.frontends().addHttp(Requests.frontend(id, peer().http(), "www." + host)));
    get(client.frontends().addHttps(Requests.frontend(id, peer().https(), host)));

    assertThat(get(client.frontends().byDomain(host)).getHttpFrontendsList())
        .extracting(RequestHttpFrontend::getHostname)
        .containsExactly(host);
    assertThat(get(client.frontends().byDomain(host)).getHttpsFrontendsList()).hasSize(1);
    assertThat(get(client.frontends().byCluster(id)).getHttpFrontendsList()).hasSize(2);
    get(client.frontends().removeHttp(Requests.frontend(id, peer().http(), host)));
    get(client.frontends().removeHttps(Requests.frontend(id, peer().https(), host)));
    assertThat(get(client.frontends().byDomain(host)).getHttpFrontendsList()).isEmpty();
  }

  @Test
  void tcpFrontendsNeedATcpListener() {
    OwnedSozuClient client = open();
    String id = newCluster(client);
    InetSocketAddress address = FreePorts.next();
    RequestTcpFrontend frontend =
        RequestTcpFrontend.newBuilder()
            .setClusterId(id)
            .setAddress(Requests.address(address))
            .build();
    failure(RefusedByWorkers.class, client.frontends().addTcp(frontend));

    get(
        client
            .listeners()
            .add(
                TcpListenerConfig.newBuilder()
                    .setAddress(Requests.address(address))
                    .setExpectProxy(false)
                    .setFrontTimeout(60)
                    .setBackTimeout(30)
                    .setConnectTimeout(3)
                    .setActive(false)
                    .build()));
    get(client.frontends().addTcp(frontend));
    assertThat(get(client.frontends().byCluster(id)).getTcpFrontendsList()).hasSize(1);
    get(client.frontends().removeTcp(frontend));
    failure(RefusedByMain.class, client.frontends().removeTcp(frontend));
  }

  @Test
  void backendsAreAddedAndRemoved() {
    OwnedSozuClient client = open();
    String id = newCluster(client);
    RemoveBackend remove = Requests.removeBackend(id, "b", 9).getRemoveBackend();

    get(client.backends().add(Requests.backend(id, "b", 9)));
    get(client.backends().remove(remove));
    failure(RefusedByMain.class, client.backends().remove(remove));
    failure(RefusedByMain.class, client.backends().add(Requests.backend("none", "b", 9)));
  }

  @Test
  void listenersLiveTheirLife() {
    OwnedSozuClient client = open();
    InetSocketAddress address = FreePorts.next();
    String key = "127.0.0.1:" + address.getPort();
    get(client.listeners().add(Requests.addHttpListener(address).getAddHttpListener()));
    get(
        client
            .listeners()
            .activate(
                ActivateListener.newBuilder()
                    .setAddress(Requests.address(address))
                    .setProxy(ListenerType.HTTP)
                    .setFromScm(false)
                    .build()));
    get(
        client
            .listeners()
            .update(
                UpdateHttpListenerConfig.newBuilder()
                    .setAddress(Requests.address(address))
                    .setFrontTimeout(7)
                    .build()));

    assertThat(get(client.listeners().list()).getHttpListenersMap())
        .hasEntrySatisfying(
            key,
            listener -> {
              assertThat(listener.getActive()).isTrue();
              assertThat(listener.getFrontTimeout()).isEqualTo(7);
            });
    DeactivateListener deactivate =
        DeactivateListener.newBuilder()
            .setAddress(Requests.address(address))
            .setProxy(ListenerType.HTTP)
            .setToScm(false)
            .build();
    get(client.listeners().deactivate(deactivate));
    failure(RefusedByWorkers.class, client.listeners().deactivate(deactivate));
    RemoveListener remove =
        RemoveListener.newBuilder()
            .setAddress(Requests.address(address))
            .setProxy(ListenerType.HTTP)
            .build();
    get(client.listeners().remove(remove));
    failure(RefusedByMain.class, client.listeners().remove(remove));
    assertThat(get(client.listeners().list()).getHttpListenersMap()).doesNotContainKey(key);
  }

  @Test
  void certificatesAreAddedServedReplacedAndRemoved() {
    OwnedSozuClient client = open();
    String host = name("cert") + ".example";
    TestCertificate first = TestCertificate.of(host);
    TestCertificate second = TestCertificate.of(host);
    get(
        client
            .certificates()
            .add(Requests.addCertificate(peer().https(), first).getAddCertificate()));

    assertServed(client, host, first);
    assertThat(get(client.certificates().byFingerprint(first.fingerprint())))
        .hasValueSatisfying(
            certificate -> {
              assertThat(certificate.getKey()).isEmpty();
              assertThat(certificate.getNamesList()).containsExactly(host);
            });
    get(
        client
            .certificates()
            .replace(
                ReplaceCertificate.newBuilder()
                    .setAddress(Requests.address(peer().https()))
                    .setOldFingerprint(first.fingerprint())
                    .setNewCertificate(Requests.certificateAndKey(second))
                    .build()));
    assertServed(client, host, second);
    assertThat(get(client.certificates().byFingerprint(first.fingerprint()))).isEmpty();
    List<CertificateEntry> all = get(client.certificates().all());
    assertThat(all)
        .extracting(CertificateEntry::fingerprint)
        .contains(second.fingerprint())
        .doesNotContain(first.fingerprint());
    assertThat(all.toString()).doesNotContain("PRIVATE KEY");
    get(
        client
            .certificates()
            .remove(
                RemoveCertificate.newBuilder()
                    .setAddress(Requests.address(peer().https()))
                    .setFingerprint(second.fingerprint())
                    .build()));
    assertThat(get(client.certificates().served(host)).values())
        .noneMatch(served -> served.toString().contains(second.fingerprint()));
  }

  private void assertServed(OwnedSozuClient client, String host, TestCertificate certificate) {
    assertThat(get(client.certificates().served(host)))
        .hasSize(peer().workerPids().size())
        .allSatisfy(
            (worker, served) ->
                assertThat(served.getCertificatesList())
                    .anySatisfy(
                        listener ->
                            assertThat(listener.getCertificateSummariesList())
                                .anyMatch(
                                    summary ->
                                        summary
                                            .getFingerprint()
                                            .equals(certificate.fingerprint()))));
  }

  @Test
  void limitsAreSet() {
    OwnedSozuClient client = open();

    get(client.limits().setMaxConnectionsPerIp(10_000));
    get(client.limits().setMaxConnectionsPerSubnet(0));
    get(client.limits().setMaxConnectionAttempts(5));
  }

  @Test
  void limitsThatSozuDoesNotTellAreNotInvented() {
    OwnedSozuClient client = open();

    assertThat(get(client.limits().maxConnectionsPerIp())).isEmpty();
    assertThat(get(client.limits().maxConnectionsPerSubnet())).isEmpty();
  }

  @Test
  void theStateIsReadRecordByRecord() {
    OwnedSozuClient client = open();
    String id = newCluster(client);
    List<Request> records = new ArrayList<>();

    long count = get(client.state().read(records::add));

    assertThat(records).hasSize((int) count);
    assertThat(records)
        .anyMatch(
            record ->
                record.getRequestTypeCase() == RequestTypeCase.ADD_CLUSTER
                    && record.getAddCluster().getClusterId().equals(id));
  }

  @Test
  void theStateIsSavedAndLoaded(@TempDir Path folder) {
    OwnedSozuClient client = open();
    String id = newCluster(client);
    Path file = folder.resolve("state");

    assertThat(get(client.state().save(file)).getMessage()).startsWith("Saved ");
    assertThat(Files.exists(file)).isTrue();
    get(client.clusters().remove(id));
    assertThat(get(client.state().load(file)).getMessage()).startsWith("Successfully loaded");
    assertThat(get(client.clusters().get(id))).isPresent();
    failure(RefusedByMain.class, client.state().load(folder.resolve("none")));
  }

  @Test
  void requestsAreCountedByKind() {
    OwnedSozuClient client = open();
    newCluster(client);
    Map<String, Integer> before = get(client.state().requestCounts());
    newCluster(client);

    assertThat(get(client.state().requestCounts()).get("AddCluster"))
        .isEqualTo(before.getOrDefault("AddCluster", 0) + 1);
  }

  @Test
  void theConfigurationIsReloaded() {
    assertThat(get(open().state().reloadConfiguration(null)).getMessage())
        .startsWith("Successfully loaded the config");
  }

  @Test
  void theLogFilterIsSetAndAnUnreadableOneRefused() {
    OwnedSozuClient client = open();

    get(client.logging().filter("info"));
    failure(RefusedByMain.class, client.logging().filter("warn,=x=="));
  }

  @Test
  void sozuIsStopped() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());

    assertThat(get(client.state().hardStop()).getMessage())
        .startsWith("Successfully closed 2 workers");
  }
}
