package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.HealthCheckConfig;
import io.sozu.protocol.command.HealthCheckMode;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.RedirectPolicy;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SetHealthCheck;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DifferenceTest {
  private static final InetSocketAddress HTTP =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final Request CLUSTER = Requests.addCluster("our-shop");
  private static final Request BACKEND = Requests.addBackend("our-shop", "b1", 8001);
  private static final Request FRONTEND = Requests.addHttpFrontend("our-shop", HTTP, "shop");

  @Test
  void anEmptySozuGetsEverythingBehindWhatItNeeds() {
    Request listener = Requests.addHttpListener(HTTP);
    Request active = Requests.activateListener(HTTP, ListenerType.HTTP);
    Request certificate = Requests.addCertificate(HTTP, TestCertificate.of("shop"));
    assertThat(way(List.of(FRONTEND, BACKEND, certificate, CLUSTER, active, listener), List.of()))
        .containsExactly(listener, active, certificate, CLUSTER, BACKEND, FRONTEND);
  }

  @Test
  void whatIsThereIsNotSent() {
    Request certificate = Requests.addCertificate(HTTP, TestCertificate.of("shop"));
    List<Request> all =
        List.of(CLUSTER, BACKEND, FRONTEND, certificate, Requests.addHttpListener(HTTP));
    assertThat(way(all, all)).isEmpty();
  }

  @Test
  void aFrontendThatOnlySaysWhatIsSoAnywayIsTheSame() {
    Request saved =
        Request.newBuilder()
            .setAddHttpFrontend(
                FRONTEND.getAddHttpFrontend().toBuilder()
                    .setRedirect(RedirectPolicy.FORWARD)
                    .setRequiredAuth(false))
            .build();
    assertThat(way(List.of(FRONTEND), List.of(saved))).isEmpty();
  }

  @Test
  void whatIsDifferentIsReplacedAndAFrontendSideBySide() {
    Request sticky =
        Request.newBuilder()
            .setAddCluster(CLUSTER.getAddCluster().toBuilder().setStickySession(true))
            .build();
    Request moved = Requests.addHttpFrontend("our-new", HTTP, "shop");
    assertThat(way(List.of(sticky, moved), List.of(CLUSTER, FRONTEND)))
        .containsExactly(sticky, Requests.removeHttpFrontend("our-shop", HTTP, "shop"), moved);
  }

  @Test
  void whatIsTooMuchIsRemovedFromTheOutsideInAndBehindAllElse() {
    Request old = Requests.addCluster("our-old");
    Request oldBackend = Requests.addBackend("our-old", "b", 8009);
    Request oldFrontend = Requests.addHttpFrontend("our-old", HTTP, "old");
    Request stale = Requests.addBackend("our-shop", "b9", 8009);
    assertThat(
            way(List.of(CLUSTER, BACKEND), List.of(CLUSTER, old, oldBackend, oldFrontend, stale)))
        .startsWith(BACKEND, Requests.removeHttpFrontend("our-old", HTTP, "old"))
        .endsWith(Requests.removeCluster("our-old"))
        .contains(
            Requests.removeBackend("our-old", "b", 8009),
            Requests.removeBackend("our-shop", "b9", 8009))
        .hasSize(5);
  }

  @Test
  void whatBelongsToOthersStays() {
    Request theirs = Requests.addCluster("their-shop");
    Request theirFrontend = Requests.addHttpFrontend("their-shop", HTTP, "theirs");
    Request certificate = Requests.addCertificate(HTTP, TestCertificate.of("theirs"));
    List<Request> there =
        List.of(theirs, theirFrontend, certificate, Requests.addHttpListener(HTTP));
    assertThat(way(List.of(CLUSTER), there)).containsExactly(CLUSTER);
    Difference withoutPrefixes = new Difference(List.of(CLUSTER), List.of());
    there.forEach(withoutPrefixes::has);
    withoutPrefixes.has(Requests.addCluster("our-old"));
    assertThat(withoutPrefixes.requests()).containsExactly(CLUSTER);
  }

  @Test
  void whenNoClusterIsWantedNothingIsRemoved() {
    assertThat(way(List.of(), List.of(CLUSTER, BACKEND, FRONTEND))).isEmpty();
  }

  @Test
  void aHealthCheckIsPartOfItsCluster() {
    HealthCheckConfig config =
        HealthCheckConfig.newBuilder()
            .setUri("/health")
            .setInterval(5)
            .setTimeout(2)
            .setHealthyThreshold(2)
            .setUnhealthyThreshold(3)
            .setExpectedStatus(200)
            .setMode(HealthCheckMode.HEALTH_CHECK_MODE_HTTP)
            .build();
    Request check =
        Request.newBuilder()
            .setSetHealthCheck(
                SetHealthCheck.newBuilder().setClusterId("our-shop").setConfig(config))
            .build();
    Request checked =
        Request.newBuilder()
            .setAddCluster(CLUSTER.getAddCluster().toBuilder().setHealthCheck(config))
            .build();
    assertThat(way(List.of(CLUSTER, check), List.of(CLUSTER))).containsExactly(checked);
    assertThat(way(List.of(CLUSTER, check), List.of(checked))).isEmpty();
    assertThat(way(List.of(check), List.of(checked))).containsExactly(check);
  }

  private static List<Request> way(List<Request> wanted, List<Request> there) {
    Difference difference = new Difference(wanted, List.of("our-"));
    there.forEach(difference::has);
    return difference.requests();
  }
}
