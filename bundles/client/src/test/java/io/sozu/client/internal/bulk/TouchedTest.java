package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RulePosition;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class TouchedTest {
  private static final InetSocketAddress HTTP =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
  private static final InetSocketAddress OTHER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081);

  @Test
  void aClusterIsSharedWithAllThatIsItsOwn() {
    Request cluster = Requests.addCluster("a");
    for (Request own :
        List.of(
            cluster,
            Requests.removeCluster("a"),
            Requests.addBackend("a", "b", 1),
            Requests.removeBackend("a", "b", 1),
            Requests.addHttpFrontend("a", HTTP, "a.example"),
            Requests.removeHttpFrontend("a", HTTP, "a.example"),
            Request.newBuilder().setRemoveHealthCheck("a").build())) {
      assertShared(cluster, own);
    }
    assertNotShared(cluster, Requests.addCluster("b"));
    assertNotShared(cluster, Requests.addBackend("b", "a", 1));
    assertNotShared(cluster, Requests.addHttpFrontend("b", HTTP, "a"));
  }

  @Test
  void aFrontendsPlaceIsSharedByWhoeverWantsIt() {
    Request frontend = Requests.addHttpFrontend("a", HTTP, "x.example");
    assertShared(frontend, Requests.addHttpFrontend("b", HTTP, "x.example"));
    assertShared(frontend, Requests.removeHttpFrontend("b", HTTP, "x.example"));
    assertNotShared(frontend, Requests.addHttpFrontend("b", HTTP, "y.example"));
    assertNotShared(frontend, Requests.addHttpFrontend("b", OTHER, "x.example"));
  }

  @Test
  void frontendsWithoutAClusterDoNotShareItsAbsence() {
    assertNotShared(
        Requests.addHttpFrontend("", HTTP, "x.example"),
        Requests.addHttpFrontend("", HTTP, "y.example"));
  }

  @Test
  void aRemovedClusterMayTakeAnyFrontendAlong() {
    assertShared(Requests.removeCluster("old"), Requests.addHttpFrontend("new", HTTP, "x.example"));
    assertNotShared(Requests.removeCluster("old"), Requests.addBackend("new", "b", 1));
    assertNotShared(Requests.removeCluster("old"), Requests.removeCluster("older"));
  }

  @Test
  void rulesThatAreTriedInOrderShareTheirOrder() {
    assertShared(first(HTTP, "x.example"), first(HTTP, "y.example"));
    assertNotShared(first(HTTP, "x.example"), first(OTHER, "y.example"));
    assertNotShared(first(HTTP, "x.example"), Requests.addHttpFrontend("b", HTTP, "y.example"));
  }

  private static Request first(InetSocketAddress listener, String host) {
    return Request.newBuilder()
        .setAddHttpFrontend(
            Requests.frontend(host, listener, host).toBuilder().setPosition(RulePosition.PRE))
        .build();
  }

  @Test
  void certificatesAreSharedByListenerAndFingerprint() {
    TestCertificate one = TestCertificate.of("one.example");
    TestCertificate two = TestCertificate.of("two.example");
    Request addition = Requests.addCertificate(HTTP, one);
    Request removal = Requests.removeCertificate(HTTP, one.fingerprint().toUpperCase(Locale.ROOT));
    Request replacement = Requests.replaceCertificate(HTTP, one.fingerprint(), two);
    assertShared(addition, removal);
    assertShared(addition, replacement);
    assertShared(Requests.addCertificate(HTTP, two), replacement);
    assertNotShared(addition, Requests.addCertificate(HTTP, two));
    assertNotShared(addition, Requests.addCertificate(OTHER, one));
    assertNotShared(addition, Requests.addCluster("a"));
  }

  @Test
  void whatIsNoRecordSharesWithEverything() {
    for (Request other :
        List.of(
            Requests.addHttpListener(HTTP),
            Requests.listWorkers(),
            Request.newBuilder().setLoadState("/tmp/state").build(),
            Request.newBuilder().setLogging("info").build(),
            Request.getDefaultInstance())) {
      assertShared(other, Requests.addBackend("a", "b", 1));
      assertThat(Touched.by(List.of(Requests.addCluster("a"), other)).shares(by("b"))).isTrue();
      assertShared(other, other);
    }
  }

  @Test
  void oneSharedKeyOfManyIsEnough() {
    assertThat(by("a", "b", "c", "d").shares(by("d", "x"))).isTrue();
    assertThat(by("d", "x").shares(by("a", "b", "c", "d"))).isTrue();
    assertThat(by("a", "b", "c").shares(by("d", "x"))).isFalse();
  }

  private static Touched by(String... clusters) {
    return Touched.by(List.of(clusters).stream().map(Requests::addCluster).toList());
  }

  private static void assertShared(Request one, Request other) {
    assertThat(shares(one, other)).as(one + " and " + other).isTrue();
  }

  private static void assertNotShared(Request one, Request other) {
    assertThat(shares(one, other)).as(one + " and " + other).isFalse();
  }

  private static boolean shares(Request one, Request other) {
    boolean shares = Touched.by(List.of(one)).shares(Touched.by(List.of(other)));
    assertThat(Touched.by(List.of(other)).shares(Touched.by(List.of(one)))).isEqualTo(shares);
    return shares;
  }
}
