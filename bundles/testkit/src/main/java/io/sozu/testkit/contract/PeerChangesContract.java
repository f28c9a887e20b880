package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.CountRequests;
import io.sozu.protocol.command.FrontendFilters;
import io.sozu.protocol.command.HealthCheckConfig;
import io.sozu.protocol.command.HealthCheckMode;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.QueryHealthChecks;
import io.sozu.protocol.command.QueryMaxConnectionsPerIp;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.SetHealthCheck;
import io.sozu.testkit.PeerConnection.Answer;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a Sōzu answers to changes of clusters, backends and frontends. */
public abstract class PeerChangesContract extends PeerSubject {
  private static final String REFUSED = "could not apply request on the main process state: ";
  private static final String APPLIED = "Successfully applied request to all workers";
  private static final InetSocketAddress NO_LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  protected PeerChangesContract(PeerExtension<?> sozu) {
    super(sozu);
  }

  private String newCluster() {
    String id = name("cluster");
    apply(Requests.addCluster(id));
    return id;
  }

  @Test
  void aClusterIsAddedAndReplaced() {
    String id = name("cluster");

    Answer first = ask(Requests.addCluster(id));
    assertThat(first.processing())
        .extracting(response -> response.getMessage())
        .containsExactly("Processing worker request...");
    assertThat(first.message()).isEqualTo(APPLIED);
    assertThat(ask(Requests.addCluster(id)).message()).isEqualTo(APPLIED);
  }

  @Test
  void anAbsentClusterCannotBeRemoved() {
    Answer answer = ask(Requests.removeCluster("none"));

    assertThat(answer.ok()).isFalse();
    assertThat(answer.message())
        .isEqualTo(REFUSED + "Did not find Cluster with address or id_bytes=4");
  }

  @Test
  void aBackendNeedsItsCluster() {
    Answer answer = ask(Requests.addBackend("none", "b", 9));

    assertThat(answer.processing()).isEmpty();
    assertThat(answer.message())
        .isEqualTo(
            REFUSED
                + "Backend names a cluster that does not exist (cluster_id_bytes=4); add the"
                + " cluster first");
  }

  @Test
  void aBackendIsAddedReplacedAndRemovedOnce() {
    String id = newCluster();

    assertThat(ask(Requests.addBackend(id, "b", 9)).message()).isEqualTo(APPLIED);
    assertThat(ask(Requests.addBackend(id, "b", 9)).message()).isEqualTo(APPLIED);
    assertThat(ask(Requests.removeBackend(id, "b", 9)).message()).isEqualTo(APPLIED);
    assertThat(ask(Requests.removeBackend(id, "b", 9)).message())
        .isEqualTo(REFUSED + "dispatching this request did not bring any change to the state");
  }

  @Test
  void aClusterThatNeverHadABackendHasNoneToRemove() {
    assertThat(ask(Requests.removeBackend(newCluster(), "bb", 9)).message())
        .isEqualTo(REFUSED + "Did not find Backend with address or id_bytes=2");
  }

  @Test
  void removingABackendOfAnAbsentClusterIsOkAndNothing() {
    Answer answer = ask(Requests.removeBackend("none", "b", 9));

    assertThat(answer.ok()).isTrue();
    assertThat(answer.message())
        .isEqualTo(
            "nothing to remove: cluster none does not exist (removed, or never added), and none"
                + " of its frontends or backends either");
  }

  @Test
  void aFrontendNeedsNoCluster() {
    assertThat(ask(Requests.addHttpFrontend("none", peer().http(), name("h") + ".example")).ok())
        .isTrue();
  }

  @Test
  void aFrontendIsThereOnce() {
    String cluster = newCluster();
    Request add = Requests.addHttpFrontend(cluster, peer().http(), name("h") + ".example");
    apply(add);

    Answer again = ask(add);
    assertThat(again.ok()).isFalse();
    assertThat(again.message())
        .matches(
            REFUSED
                + "HttpFrontend with id_bytes=\\d+ already exists; remove it first, or apply the"
                + " corresponding update if the object supports one, instead of re-adding it");
  }

  @Test
  void aFrontendOfAnotherClusterHasTheSameKey() {
    String host = name("h") + ".example";
    apply(Requests.addHttpFrontend(newCluster(), peer().http(), host));

    assertThat(ask(Requests.addHttpFrontend(newCluster(), peer().http(), host)).message())
        .contains("already exists");
  }

  @Test
  void aFrontendWithoutAListenerIsRefusedByTheWorkersAndTakenBack() {
    String cluster = newCluster();
    Request add = Requests.addHttpFrontend(cluster, NO_LISTENER, "h.example");

    Answer answer = ask(add);
    assertThat(answer.processing()).hasSize(1);
    assertThat(answer.message().split(", ", -1))
        .containsExactlyInAnyOrderElementsOf(
            peer().workerPids().keySet().stream()
                .map(worker -> worker + ": found no listener at 127.0.0.1:1")
                .toList());
    assertThat(frontends(FrontendFilters.newBuilder(), "").getHttpFrontendsList())
        .noneMatch(frontend -> frontend.getClusterId().equals(cluster));
  }

  @Test
  void removingTheFrontendOfAnAbsentClusterLeavesItsOwnerAlone() {
    String owner = newCluster();
    String host = name("h") + ".example";
    apply(Requests.addHttpFrontend(owner, peer().http(), host));

    Answer answer = ask(Requests.removeHttpFrontend("none", peer().http(), host));
    assertThat(answer.ok()).isTrue();
    assertThat(answer.message())
        .endsWith("; this key belongs to cluster " + owner + ", left in place");
  }

  @Test
  void anAbsentFrontendOfAClusterCannotBeRemoved() {
    Answer answer =
        ask(Requests.removeHttpFrontend(newCluster(), peer().http(), name("h") + ".example"));

    assertThat(answer.message())
        .startsWith(REFUSED + "Did not find HttpFrontend with address or id_bytes=");
  }

  @Test
  void aClusterTakesItsFrontendsAndBackendsAlong() {
    String id = newCluster();
    String host = name("h") + ".example";
    apply(Requests.addHttpFrontend(id, peer().http(), host));
    apply(Requests.addBackend(id, "b", 9));
    apply(Requests.removeCluster(id));

    assertThat(ask(Requests.removeHttpFrontend(id, peer().http(), host)).message())
        .startsWith("nothing to remove");
    assertThat(ask(Requests.addHttpFrontend(newCluster(), peer().http(), host)).ok()).isTrue();
  }

  @Test
  void frontendsAreListedByAPartOfTheirHostName() {
    String part = name("part");
    String cluster = newCluster();
    apply(Requests.addHttpFrontend(cluster, peer().http(), part + ".example"));
    apply(Requests.addHttpFrontend(cluster, peer().http(), "www." + part + ".example"));

    assertThat(frontends(FrontendFilters.newBuilder(), part + ".example").getHttpFrontendsList())
        .extracting(RequestHttpFrontend::getHostname)
        .containsExactlyInAnyOrder(part + ".example", "www." + part + ".example");
  }

  @Test
  void frontendsAreListedByCluster() {
    String cluster = newCluster();
    apply(Requests.addHttpFrontend(cluster, peer().http(), name("h") + ".example"));

    assertThat(
            frontends(FrontendFilters.newBuilder().setClusterId(cluster), "")
                .getHttpFrontendsList())
        .hasSize(1);
  }

  private ListedFrontends frontends(FrontendFilters.Builder filters, String domain) {
    filters.setHttp(false).setHttps(false).setTcp(false);
    if (!domain.isEmpty()) {
      filters.setDomain(domain);
    }
    return apply(Request.newBuilder().setListFrontends(filters).build())
        .last()
        .getContent()
        .getFrontendList();
  }

  @Test
  void aRouteWithABrokenExpressionIsRefused() {
    RequestHttpFrontend.Builder frontend =
        Requests.frontend(newCluster(), peer().http(), name("h") + ".example").toBuilder();
    frontend.getPathBuilder().setKind(io.sozu.protocol.command.PathRuleKind.REGEX).setValue("[");

    assertThat(ask(Request.newBuilder().setAddHttpFrontend(frontend).build()).message())
        .isEqualTo(REFUSED + "Could not parse rule from frontend path, path_bytes=10");
  }

  @Test
  void aClusterIsKnownByEveryProcess() {
    String id = newCluster();
    apply(Requests.addBackend(id, "b", 9));

    Answer answer = apply(Requests.queryCluster(id));
    assertThat(answer.message()).isEqualTo("Successfully queried clusters");
    assertThat(answer.last().getContent().getWorkerResponses().getMapMap())
        .containsOnlyKeys(processes())
        .allSatisfy(
            (process, content) -> {
              assertThat(content.getClusters().getVecList()).hasSize(1);
              assertThat(content.getClusters().getVec(0).getBackendsList()).hasSize(1);
            });
  }

  @Test
  void anAbsentClusterIsKnownByNobody() {
    assertThat(
            apply(Requests.queryCluster("none"))
                .last()
                .getContent()
                .getWorkerResponses()
                .getMapMap())
        .containsOnlyKeys(processes())
        .allSatisfy((process, content) -> assertThat(content.getClusters().getVecList()).isEmpty());
  }

  private String[] processes() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of("main"),
            peer().workerPids().keySet().stream().map(String::valueOf))
        .toArray(String[]::new);
  }

  @Test
  void requestsAreCountedRefusedOnesToo() {
    apply(Requests.addCluster(name("cluster")));
    int before = counted("AddCluster");
    int removals = counted("RemoveCluster");
    apply(Requests.addCluster(name("cluster")));
    ask(Requests.removeCluster("none"));

    assertThat(counted("AddCluster")).isEqualTo(before + 1);
    assertThat(counted("RemoveCluster")).isGreaterThan(removals);
  }

  private int counted(String kind) {
    Map<String, Integer> counts =
        apply(Request.newBuilder().setCountRequests(CountRequests.getDefaultInstance()).build())
            .last()
            .getContent()
            .getRequestCounts()
            .getMapMap();
    return counts.getOrDefault(kind, 0);
  }

  @Test
  void healthChecksAreSetAskedForAndRemoved() {
    String id = newCluster();
    apply(Request.newBuilder().setSetHealthCheck(healthCheck(id, 10)).build());
    Request query =
        Request.newBuilder()
            .setQueryHealthChecks(QueryHealthChecks.newBuilder().setClusterId(id))
            .build();

    assertThat(apply(query).last().getContent().getHealthChecksList().getMapMap())
        .containsOnlyKeys(id);
    apply(Request.newBuilder().setRemoveHealthCheck(id).build());
    assertThat(apply(query).last().getContent().getHealthChecksList().getMapMap()).isEmpty();
    apply(Request.newBuilder().setRemoveHealthCheck(id).build());
  }

  @Test
  void aHealthCheckMustMakeSense() {
    assertThat(
            ask(Request.newBuilder().setSetHealthCheck(healthCheck(newCluster(), 0)).build())
                .message())
        .isEqualTo(
            REFUSED + "Invalid value for field 'health_check': health check interval must be > 0");
    assertThat(
            ask(Request.newBuilder().setSetHealthCheck(healthCheck("none", 1)).build()).message())
        .isEqualTo(REFUSED + "Did not find Cluster with address or id_bytes=4");
  }

  private static SetHealthCheck healthCheck(String clusterId, int interval) {
    return SetHealthCheck.newBuilder()
        .setClusterId(clusterId)
        .setConfig(
            HealthCheckConfig.newBuilder()
                .setUri("/")
                .setInterval(interval)
                .setTimeout(5)
                .setHealthyThreshold(3)
                .setUnhealthyThreshold(3)
                .setExpectedStatus(0)
                .setMode(HealthCheckMode.HEALTH_CHECK_MODE_HTTP))
        .build();
  }

  @Test
  void theLimitOfConnectionsIsSetAndNeverTold() {
    apply(Request.newBuilder().setSetMaxConnectionsPerIp(1000).build());
    Answer answer =
        apply(
            Request.newBuilder()
                .setQueryMaxConnectionsPerIp(QueryMaxConnectionsPerIp.getDefaultInstance())
                .build());

    assertThat(answer.message()).isEqualTo(APPLIED);
    assertThat(answer.last().hasContent()).isFalse();
  }

  @Test
  void anUnreadableLogFilterIsRefused() {
    assertThat(ask(Request.newBuilder().setLogging("warn,=x==").build()).message())
        .startsWith("Error parsing logging filter:\n- ");
    assertThat(ask(Request.newBuilder().setLogging("info").build()).message()).isEqualTo(APPLIED);
  }
}
