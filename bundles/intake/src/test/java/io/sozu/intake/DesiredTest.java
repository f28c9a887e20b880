package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.Request;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DesiredTest {
  private static final InetSocketAddress HTTP =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final Request CLUSTER = Requests.addCluster("shop");
  private static final Request BACKEND = Requests.addBackend("shop", "b1", 8001);
  private static final Request OTHER_BACKEND = Requests.addBackend("shop", "b2", 8002);
  private static final Request FRONTEND = Requests.addHttpFrontend("shop", HTTP, "shop.example");

  private final Desired desired = new Desired(IntakeOptions.defaults());

  @Test
  void aValueIsAddedAsItsAuthorOrderedIt() {
    assertThat(fold("shop", CLUSTER, BACKEND, FRONTEND))
        .containsExactly(CLUSTER, BACKEND, FRONTEND);
    assertThat(desired.things()).containsExactlyInAnyOrder(CLUSTER, BACKEND, FRONTEND);
  }

  @Test
  void whatTheNextValueLacksIsRemovedBehindWhatItAdds() {
    fold("shop", CLUSTER, BACKEND, FRONTEND);
    assertThat(fold("shop", CLUSTER, OTHER_BACKEND))
        .containsExactly(
            CLUSTER,
            OTHER_BACKEND,
            Requests.removeHttpFrontend("shop", HTTP, "shop.example"),
            Requests.removeBackend("shop", "b1", 8001));
    assertThat(desired.things()).containsExactlyInAnyOrder(CLUSTER, OTHER_BACKEND);
  }

  @Test
  void aFrontendThatMovesIsRemovedBesideItsAddition() {
    fold("shop", CLUSTER, FRONTEND);
    fold("new", Requests.addCluster("new"));
    Request moved = Requests.addHttpFrontend("new", HTTP, "shop.example");
    assertThat(fold("shop", CLUSTER, moved))
        .containsExactly(CLUSTER, Requests.removeHttpFrontend("shop", HTTP, "shop.example"), moved);
  }

  @Test
  void anEmptyBodyTakesAwayWhatTheKeyPutThere() {
    fold("shop", CLUSTER, BACKEND, FRONTEND);
    assertThat(tombstone("shop"))
        .containsExactly(
            Requests.removeHttpFrontend("shop", HTTP, "shop.example"),
            Requests.removeBackend("shop", "b1", 8001),
            Requests.removeCluster("shop"));
    assertThat(desired.things()).isEmpty();
    assertThat(tombstone("shop")).isEmpty();
    assertThat(tombstone("unknown")).isEmpty();
  }

  @Test
  void aCertificateIsTakenAwayByItsFingerprint() {
    TestCertificate certificate = TestCertificate.of("shop.example");
    fold("certificate", Requests.addCertificate(HTTP, certificate));
    List<Request> way = tombstone("certificate");
    assertThat(way).hasSize(1);
    assertThat(way.get(0).getRemoveCertificate().getFingerprint())
        .isEqualTo(certificate.fingerprint());
  }

  @Test
  void aMessageThatRemovesIsAppliedAsItIs() {
    fold("shop", CLUSTER, BACKEND);
    Request removal = Requests.removeBackend("shop", "b1", 8001);
    assertThat(fold("shop", removal, OTHER_BACKEND)).containsExactly(removal, OTHER_BACKEND);
    assertThat(desired.things()).containsExactlyInAnyOrder(CLUSTER, OTHER_BACKEND);
    assertThat(fold("shop", Requests.removeCluster("shop")))
        .containsExactly(Requests.removeCluster("shop"));
    assertThat(desired.things()).isEmpty();
  }

  @Test
  void aThingThatTwoKeysWantStaysUntilNeitherDoes() {
    fold("one", CLUSTER, BACKEND);
    fold("two", CLUSTER);
    assertThat(tombstone("one"))
        .containsExactly(CLUSTER, Requests.removeBackend("shop", "b1", 8001));
    assertThat(desired.things()).containsExactly(CLUSTER);
    assertThat(tombstone("two")).containsExactly(Requests.removeCluster("shop"));
  }

  @Test
  void aClusterThatComesBackBringsWhatOtherKeysHaveOfIt() {
    fold("b1", BACKEND);
    fold("shop", CLUSTER);
    fold("f1", FRONTEND);
    tombstone("shop");
    assertThat(fold("shop", CLUSTER)).containsExactly(CLUSTER, BACKEND, FRONTEND);
  }

  @Test
  void aMessageThatIsNoDocumentIsLeftToTheIntake() {
    assertThat(desired.fold(TestMessage.of("m", CLUSTER))).isNull();
    assertThat(desired.fold(TestMessage.of("m", new byte[] {1}, "").withKey("shop"))).isNull();
    Desired narrow = new Desired(IntakeOptions.builder().prefixes(List.of("ours-")).build());
    assertThat(narrow.fold(TestMessage.of("m", CLUSTER).withKey("shop"))).isNull();
    assertThat(narrow.things()).isEmpty();
    Request ours = Requests.addCluster("ours-shop");
    assertThat(narrow.fold(TestMessage.of("m", ours).withKey("shop"))).containsExactly(ours);
  }

  @Test
  void aKindThatIsNotAllowedIsNotWanted() {
    Desired narrow =
        new Desired(
            IntakeOptions.builder().kinds(Set.of(Request.RequestTypeCase.ADD_BACKEND)).build());
    assertThat(narrow.fold(TestMessage.of("m", CLUSTER).withKey("shop"))).isNull();
    assertThat(narrow.fold(TestMessage.of("m", BACKEND).withKey("shop"))).isNotNull();
  }

  private List<Request> fold(String key, Request... requests) {
    return Objects.requireNonNull(desired.fold(TestMessage.records("m", requests).withKey(key)));
  }

  private List<Request> tombstone(String key) {
    return Objects.requireNonNull(desired.fold(TestMessage.of("m", new byte[0], "").withKey(key)));
  }
}
