package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.CertificateSummary;
import io.sozu.protocol.command.QueryCertificatesFilters;
import io.sozu.protocol.command.ReplaceCertificate;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.PeerConnection.Answer;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Certificates: what is refused, what is kept, and which one is served. */
public abstract class PeerCertificateContract extends PeerSubject {
  private static final String REFUSED = "could not apply request on the main process state: ";
  private static final InetSocketAddress NO_LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  protected PeerCertificateContract(PeerExtension<?> sozu) {
    super(sozu);
  }

  private Request add(TestCertificate certificate) {
    return Requests.addCertificate(peer().https(), certificate);
  }

  private static Request replace(
      InetSocketAddress listener, String old, CertificateAndKey certificate) {
    return Request.newBuilder()
        .setReplaceCertificate(
            ReplaceCertificate.newBuilder()
                .setAddress(Requests.address(listener))
                .setOldFingerprint(old)
                .setNewCertificate(certificate))
        .build();
  }

  private Map<String, CertificateAndKey> inTheState(String fingerprint) {
    return apply(
            Request.newBuilder()
                .setQueryCertificatesFromTheState(
                    QueryCertificatesFilters.newBuilder().setFingerprint(fingerprint))
                .build())
        .last()
        .getContent()
        .getCertificatesWithFingerprints()
        .getCertsMap();
  }

  /** The fingerprints that the workers would serve for a name. */
  private Set<String> served(String domain) {
    return apply(
            Request.newBuilder()
                .setQueryCertificatesFromWorkers(
                    QueryCertificatesFilters.newBuilder().setDomain(domain))
                .build())
        .last()
        .getContent()
        .getWorkerResponses()
        .getMapMap()
        .values()
        .stream()
        .flatMap(content -> content.getCertificatesByAddress().getCertificatesList().stream())
        .flatMap(listener -> listener.getCertificateSummariesList().stream())
        .map(CertificateSummary::getFingerprint)
        .collect(Collectors.toSet());
  }

  private static String host() {
    return name("host") + ".example";
  }

  @Test
  void aCertificateIsServedByEveryWorkerAndKnownByItsFingerprint() {
    String host = host();
    TestCertificate certificate = TestCertificate.of(host, "www." + host);
    apply(add(certificate));

    assertThat(served(host)).containsExactly(certificate.fingerprint());
    assertThat(served("www." + host)).containsExactly(certificate.fingerprint());
    assertThat(inTheState(certificate.fingerprint()))
        .hasEntrySatisfying(
            certificate.fingerprint(),
            known -> {
              assertThat(known.getNamesList()).containsExactlyInAnyOrder(host, "www." + host);
              assertThat(known.getKey()).isEqualTo(certificate.keyPem());
            });
  }

  @Test
  void aKnownOneIsOkAndNothingChanges() {
    TestCertificate certificate = TestCertificate.of(host());
    apply(add(certificate));
    Request.Builder again = add(certificate).toBuilder();
    again
        .getAddCertificateBuilder()
        .getCertificateBuilder()
        .addCertificateChain(TestCertificate.of("chain.example").pem());

    apply(again.build());

    assertThat(inTheState(certificate.fingerprint()).values())
        .allSatisfy(known -> assertThat(known.getCertificateChainList()).isEmpty());
  }

  @Test
  void aForeignKeyIsRefused() {
    Request.Builder request = add(TestCertificate.of(host())).toBuilder();
    request
        .getAddCertificateBuilder()
        .getCertificateBuilder()
        .setKey(TestCertificate.of(host()).keyPem());

    assertThat(ask(request.build()).message())
        .isEqualTo(REFUSED + "invalid private key: keys may not be consistent: KeyMismatch");
  }

  @Test
  void whatIsNoCertificateIsRefused() {
    Request.Builder request = add(TestCertificate.of(host())).toBuilder();
    CertificateAndKey.Builder certificate =
        request.getAddCertificateBuilder().getCertificateBuilder();

    certificate.setCertificate("garbage");
    assertThat(ask(request.build()).message())
        .startsWith(REFUSED + "error parsing pem formated certificate from bytes");
    certificate.setCertificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThat(ask(request.build()).message())
        .startsWith(REFUSED + "error parsing x509 cert from bytes");
  }

  @Test
  void oneWithoutAListenerIsRefusedByTheWorkersAndStaysInTheState() {
    TestCertificate certificate = TestCertificate.of(host());

    Answer answer = ask(Requests.addCertificate(NO_LISTENER, certificate));
    assertThat(answer.ok()).isFalse();
    assertThat(answer.message()).contains("found no listener at 127.0.0.1:1");
    assertThat(inTheState(certificate.fingerprint())).isNotEmpty();

    Answer removed = ask(Requests.removeCertificate(NO_LISTENER, certificate.fingerprint()));
    assertThat(removed.ok()).isFalse();
    assertThat(inTheState(certificate.fingerprint())).isEmpty();
  }

  @Test
  void removingAnUnknownOneIsOk() {
    apply(Requests.removeCertificate(peer().https(), "00".repeat(32)));
    assertThat(ask(Requests.removeCertificate(peer().https(), "zz")).message())
        .startsWith(REFUSED + "Could not remove certificate: fingerprint_bytes=");
  }

  @Test
  void anExpiredOneIsTakenAndServed() {
    String host = host();
    TestCertificate expired =
        TestCertificate.expiring(Instant.now().minus(Duration.ofDays(2)), host);

    apply(add(expired));

    assertThat(served(host)).containsExactly(expired.fingerprint());
  }

  @Test
  void ofSeveralTheOneThatExpiresLastIsServed() {
    String host = host();
    TestCertificate lasting =
        TestCertificate.expiring(Instant.now().plus(Duration.ofDays(90)), host);
    TestCertificate newer = TestCertificate.expiring(Instant.now().plus(Duration.ofDays(30)), host);
    apply(add(lasting));
    apply(add(newer));

    assertThat(served(host)).containsExactly(lasting.fingerprint());
  }

  @Test
  void anExactNameBeatsAWildcard() {
    String domain = host();
    TestCertificate wildcard =
        TestCertificate.expiring(Instant.now().plus(Duration.ofDays(90)), "*." + domain);
    TestCertificate exact = TestCertificate.of("a." + domain);
    apply(add(wildcard));
    apply(add(exact));

    assertThat(served("a." + domain)).containsExactly(exact.fingerprint());
    assertThat(served("b." + domain)).containsExactly(wildcard.fingerprint());
  }

  @Test
  void aReplacementTakesTheNameAtOnceAlsoIfItExpiresSooner() {
    String host = host();
    TestCertificate old = TestCertificate.expiring(Instant.now().plus(Duration.ofDays(90)), host);
    TestCertificate fresh = TestCertificate.expiring(Instant.now().plus(Duration.ofDays(30)), host);
    apply(add(old));

    apply(replace(peer().https(), old.fingerprint(), Requests.certificateAndKey(fresh)));

    assertThat(served(host)).containsExactly(fresh.fingerprint());
    assertThat(inTheState(old.fingerprint())).isEmpty();
  }

  @Test
  void replacingByItselfChangesTheChain() {
    TestCertificate certificate = TestCertificate.of(host());
    apply(add(certificate));
    CertificateAndKey chained =
        Requests.certificateAndKey(certificate).toBuilder()
            .addCertificateChain(TestCertificate.of("chain.example").pem())
            .build();

    apply(replace(peer().https(), certificate.fingerprint(), chained));

    assertThat(inTheState(certificate.fingerprint()).values())
        .allSatisfy(known -> assertThat(known.getCertificateChainList()).hasSize(1));
  }

  @Test
  void replacingAnUnknownOneAdds() {
    apply(add(TestCertificate.of(host())));
    String host = host();
    TestCertificate certificate = TestCertificate.of(host);

    apply(replace(peer().https(), "00".repeat(32), Requests.certificateAndKey(certificate)));

    assertThat(served(host)).containsExactly(certificate.fingerprint());
  }

  @Test
  void whereThereIsNoneNoneCanBeReplaced() {
    assertThat(
            ask(replace(
                    NO_LISTENER,
                    "00".repeat(32),
                    Requests.certificateAndKey(TestCertificate.of(host()))))
                .message())
        .isEqualTo(REFUSED + "Did not find Certificate with address or id_bytes=11");
  }

  @Test
  void anUnknownNameIsServedByNone() {
    apply(add(TestCertificate.of(host())));

    assertThat(served("never-heard-of.test")).isEmpty();
  }

  @Test
  void workersDoNotKnowAnUnknownFingerprint() {
    Answer answer =
        ask(
            Request.newBuilder()
                .setQueryCertificatesFromWorkers(
                    QueryCertificatesFilters.newBuilder().setFingerprint("ab"))
                .build());

    assertThat(answer.ok()).isFalse();
    assertThat(answer.message())
        .matches(
            "Failed to query clusters: worker \\d: Could not find certificate for this"
                + " fingerprint");
  }
}
