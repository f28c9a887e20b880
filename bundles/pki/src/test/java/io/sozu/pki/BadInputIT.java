package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is written into the folder, every handshake shows what it should. */
final class BadInputIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private final Path root;
  private final OwnedSozuClient client = SozuClients.connect(SOZU.peer().client().build());
  private final PkiConnector connector;
  private final Rush rush = new Rush(SOZU.peer().https());

  BadInputIT(@TempDir Path root) {
    this.root = root;
    connector =
        PkiConnector.open(client, PkiOptions.builder(root).rescan(Duration.ofHours(1)).build());
  }

  @AfterEach
  void close() throws InterruptedException {
    rush.end();
    connector.close();
    client.close();
  }

  private void write(TestCertificate certificate) throws IOException {
    Files.writeString(root.resolve("a.key"), certificate.keyPem());
    Files.writeString(root.resolve("a.crt"), certificate.pem());
  }

  /** The inventory says so only once every worker of Sōzu does; a handshake tells of one. */
  private void serves(TestCertificate certificate) {
    Eventually.until(
        certificate + " is served: " + connector.inventory().certificates(),
        () ->
            connector.inventory().certificates().stream()
                .anyMatch(
                    one ->
                        one.state() == State.SERVED
                            && one.fingerprint().equals(certificate.fingerprint())));
  }

  /** What is wrong is told with its cause, and a few handshakes later nothing was shown wrong. */
  private void told(String file, String words) {
    Eventually.until(
        file + " " + words + " in " + connector.inventory().certificates(),
        () ->
            connector.inventory().certificates().stream()
                .anyMatch(
                    one ->
                        one.state() != State.SERVED
                            && one.words().startsWith(root.resolve(file).toString())
                            && one.words().contains(words)));
    rush.atLeast(3);
    assertThat(rush.wrong()).as(words).isEmpty();
  }

  @Test
  void whateverIsWrittenInstead() throws Exception {
    TestCertificate right = TestCertificate.of("right.example");
    write(right);
    serves(right);
    rush.expect(right);

    Path crt = root.resolve("a.crt");
    Files.writeString(crt, "");
    told("a.crt", "is empty");
    Files.writeString(crt, right.pem().substring(0, 300));
    told("a.crt", "without its END line");
    Files.write(crt, new byte[] {0x30, (byte) 0x82, 1, 2, 0, 3});
    told("a.crt", "is not PEM");
    Files.writeString(crt, "x".repeat(3_000_000));
    told("a.crt", "is larger than 1000000 bytes");
    Files.writeString(crt, TestCertificate.of("right.example").pem());
    told("a.crt", "has no certificate that the private key belongs to");
    TestCertificate expired =
        TestCertificate.expiring(Instant.now().minus(Duration.ofDays(1)), "right.example");
    write(expired);
    told("a.crt", "expired at");
    Files.delete(crt);
    told("a.crt", "is not there");
    Files.createSymbolicLink(crt, crt);
    told("a.crt", "leads back to itself");
    Files.delete(crt);
    assertThat(new ProcessBuilder("mkfifo", crt.toString()).start().waitFor()).isZero();
    told("a.crt", "is a pipe");
    Files.delete(crt);
    Files.createDirectory(crt);
    told("a.crt", "is a folder");
    Files.delete(crt);
    Files.createSymbolicLink(root.resolve("loop"), root);
    Eventually.until(
        "the loop is told: " + connector.status().summary(),
        () -> connector.status().summary().contains("is a link back to a folder above it"));
    Files.delete(root.resolve("loop"));

    write(right);
    serves(right);
    Eventually.until(
        "all is well: " + connector.status().summary(),
        () -> connector.status().health() == Health.READY);
    rush.atLeast(3);
    assertThat(rush.wrong()).isEmpty();
  }

  @Test
  void manyNamesWildcardsAndPunycode() throws IOException {
    TestCertificate many =
        TestCertificate.of(
            IntStream.range(0, 500)
                .mapToObj(i -> "n" + i + ".many.example")
                .toArray(String[]::new));
    Files.writeString(root.resolve("many.pem"), many.pem() + many.keyPem());
    TestCertificate odd = TestCertificate.of("xn--bcher-kva.example", "*.wild.example");
    Files.writeString(root.resolve("odd.pem"), odd.pem() + odd.keyPem());
    serves(many);
    serves(odd);
    assertThat(Handshakes.fingerprint(SOZU.peer().https(), "n499.many.example"))
        .isEqualTo(many.fingerprint());
    assertThat(Handshakes.fingerprint(SOZU.peer().https(), "any.wild.example"))
        .isEqualTo(odd.fingerprint());
    assertThat(Handshakes.fingerprint(SOZU.peer().https(), "xn--bcher-kva.example"))
        .isEqualTo(odd.fingerprint());
  }

  @Test
  void renewedOverAndOver() throws IOException {
    TestCertificate before = TestCertificate.of("often.example");
    write(before);
    serves(before);
    rush.expect(before);
    for (int i = 0; i < 20; i++) {
      TestCertificate fresh = TestCertificate.of("often.example");
      rush.expect(before, fresh);
      write(fresh);
      serves(fresh);
      rush.expect(fresh);
      before = fresh;
    }
    rush.atLeast(3);
    assertThat(rush.wrong()).isEmpty();
  }
}
