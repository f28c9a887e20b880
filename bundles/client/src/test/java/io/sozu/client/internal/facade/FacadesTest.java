package io.sozu.client.internal.facade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.Outcome;
import io.sozu.client.ProtocolViolation;
import io.sozu.client.RefusedByMain;
import io.sozu.client.SozuException;
import io.sozu.client.internal.guard.ClusterQueries;
import io.sozu.client.internal.guard.FrontendLists;
import io.sozu.client.internal.wire.ScriptedWire;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.CertificatesWithFingerprints;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.ClusterInformations;
import io.sozu.protocol.command.HeaderMatchKind;
import io.sozu.protocol.command.HeaderPredicate;
import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.LoadBalancingAlgorithms;
import io.sozu.protocol.command.PathRule;
import io.sozu.protocol.command.PathRuleKind;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.RulePosition;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.WorkerInfos;
import io.sozu.protocol.command.WorkerResponses;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class FacadesTest {
  @Test
  void aClusterIsTheMainProcessesAndEveryProcessesOwn() {
    ResponseContent has = clusters(information("shop"));
    try (ScriptedWire wire =
        answering(
            ResponseContent.newBuilder()
                .setWorkerResponses(
                    WorkerResponses.newBuilder()
                        .putMap("main", has)
                        .putMap("0", has)
                        .putMap("1", clusters()))
                .build())) {
      ClustersFacade facade = new ClustersFacade(calls(wire), FacadesTest::noIds);
      assertThat(facade.get("shop").toCompletableFuture().join()).contains(information("shop"));
      assertThat(facade.everywhere("shop").toCompletableFuture().join())
          .containsOnlyKeys("main", "0");
    }
  }

  @Test
  void anAnswerOfTheWrongKindIsAViolation() {
    try (ScriptedWire wire =
        answering(
            ResponseContent.newBuilder()
                .setFrontendList(ListedFrontends.getDefaultInstance())
                .build())) {
      CompletableFuture<?> listed = new WorkersFacade(calls(wire)).list().toCompletableFuture();
      assertThatThrownBy(listed::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(ProtocolViolation.class)
          .hasMessage("LIST_WORKERS was answered with FRONTEND_LIST, not WORKERS");
    }
  }

  @Test
  void aRefusalComesThroughAsItIs() {
    Response no =
        Response.newBuilder()
            .setStatus(ResponseStatus.FAILURE)
            .setMessage("could not apply request on the main process state: no")
            .build();
    try (ScriptedWire wire =
        new ScriptedWire(
            (request, processing) -> {
              throw new RefusedByMain(no);
            })) {
      Throwable failure =
          new ClustersFacade(calls(wire), FacadesTest::noIds)
              .get("shop")
              .toCompletableFuture()
              .handle((value, e) -> e)
              .join();
      assertThat(failure).isInstanceOf(SozuException.class);
    }
  }

  @Test
  void privateKeysAreDropped() {
    CertificateAndKey certificate =
        CertificateAndKey.newBuilder().setCertificate("PEM").setKey("SECRET").build();
    try (ScriptedWire wire =
        answering(
            ResponseContent.newBuilder()
                .setCertificatesWithFingerprints(
                    CertificatesWithFingerprints.newBuilder().putCerts("91ab", certificate))
                .build())) {
      CertificatesFacade facade =
          new CertificatesFacade(
              calls(wire), (wanted, records, deadline) -> CompletableFuture.completedFuture(0L));
      assertThat(facade.byFingerprint("91ab").toCompletableFuture().join())
          .hasValueSatisfying(found -> assertThat(found.toString()).doesNotContain("SECRET"));
      assertThatThrownBy(() -> facade.served("")).hasMessageContaining("domain");
    }
  }

  @Test
  void frontendsOfAHostNameAreOfThatNameOnly() {
    try (ScriptedWire wire =
        answering(
            ResponseContent.newBuilder()
                .setFrontendList(
                    ListedFrontends.newBuilder()
                        .addHttpFrontends(frontend("a.example"))
                        .addHttpFrontends(frontend("www.a.example")))
                .build())) {
      FrontendsFacade facade =
          new FrontendsFacade(calls(wire), lists(wire), (old, added) -> noOutcome());
      assertThat(facade.byDomain("a.example").toCompletableFuture().join().getHttpFrontendsList())
          .containsExactly(frontend("a.example"));
    }
  }

  @Test
  void aFrontendWithPredicatesGoesOutSoThatNoOlderSozuTakesItWithout() {
    try (ScriptedWire wire = answering(ResponseContent.getDefaultInstance())) {
      FrontendsFacade facade =
          new FrontendsFacade(calls(wire), lists(wire), (old, added) -> noOutcome());
      RequestHttpFrontend guarded =
          frontend("a.example").toBuilder()
              .addHeaderPredicates(
                  HeaderPredicate.newBuilder()
                      .setName("x")
                      .setKind(HeaderMatchKind.HEADER_MATCH_KIND_PRESENT))
              .build();
      facade.addHttp(guarded).toCompletableFuture().join();
      facade.removeHttps(guarded).toCompletableFuture().join();
      assertThat(wire.sent().get(0).hasAddHttpFrontendWithHeaderPredicates()).isTrue();
      assertThat(wire.sent().get(1).hasRemoveHttpsFrontendWithHeaderPredicates()).isTrue();
    }
  }

  @Test
  void workersAreListed() {
    try (ScriptedWire wire =
        answering(
            ResponseContent.newBuilder().setWorkers(WorkerInfos.getDefaultInstance()).build())) {
      assertThat(new WorkersFacade(calls(wire)).status().toCompletableFuture().join()).isEmpty();
    }
  }

  private static Calls calls(ScriptedWire wire) {
    return new Calls(wire, new ClusterQueries(wire, lists(wire)));
  }

  private static FrontendLists lists(ScriptedWire wire) {
    return new FrontendLists(
        wire, (wanted, records, deadline) -> CompletableFuture.completedFuture(0L));
  }

  private static ScriptedWire answering(ResponseContent content) {
    return new ScriptedWire(
        (request, processing) ->
            Response.newBuilder()
                .setStatus(ResponseStatus.OK)
                .setMessage("")
                .setContent(content)
                .build());
  }

  private static CompletableFuture<List<String>> noIds() {
    return CompletableFuture.completedFuture(List.of());
  }

  private static CompletableFuture<Outcome> noOutcome() {
    return CompletableFuture.completedFuture(Outcome.applied());
  }

  private static ResponseContent clusters(ClusterInformation... clusters) {
    return ResponseContent.newBuilder()
        .setClusters(ClusterInformations.newBuilder().addAllVec(List.of(clusters)))
        .build();
  }

  private static ClusterInformation information(String id) {
    return ClusterInformation.newBuilder()
        .setConfiguration(
            Cluster.newBuilder()
                .setClusterId(id)
                .setStickySession(false)
                .setHttpsRedirect(false)
                .setLoadBalancing(LoadBalancingAlgorithms.ROUND_ROBIN))
        .build();
  }

  private static RequestHttpFrontend frontend(String hostname) {
    return RequestHttpFrontend.newBuilder()
        .setClusterId("shop")
        .setAddress(SocketAddress.newBuilder().setIp(IpAddress.newBuilder().setV4(1)).setPort(1))
        .setHostname(hostname)
        .setPath(PathRule.newBuilder().setKind(PathRuleKind.PREFIX).setValue("/"))
        .setPosition(RulePosition.TREE)
        .build();
  }
}
