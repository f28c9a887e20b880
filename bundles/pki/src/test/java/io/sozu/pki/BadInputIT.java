package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.OpensslHandshakes;
import io.sozu.testkit.Shown;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is written into the folder, every handshake shows what it should. */
final class BadInputIT extends UnderHandshakes {
  BadInputIT(@TempDir Path folder) throws IOException {
    super(folder, LONG_GRACE);
  }

  @Test
  void whateverIsWrittenInstead() throws Exception {
    TestCertificate right = TestCertificate.of("right.example");
    write("a", right);
    serves(right);
    rush.expect(right);

    Path crt = root.resolve("a.crt");
    Files.writeString(crt, "");
    told(State.WAITING, "a.crt", "is empty");
    Files.writeString(crt, right.pem().substring(0, 300));
    told(State.WAITING, "a.crt", "without its END line");
    Files.write(crt, new byte[] {0x30, (byte) 0x82, 1, 2, 0, 3});
    told(State.INVALID, "a.crt", "is not PEM");
    Files.writeString(crt, "x".repeat(3_000_000));
    told(State.INVALID, "a.crt", "is larger than 1000000 bytes");
    Files.writeString(crt, TestCertificate.of("right.example").pem());
    told(State.WAITING, "a.crt", "has no certificate that the private key belongs to");
    TestCertificate expired =
        TestCertificate.expiring(Instant.now().minus(Duration.ofDays(1)), "right.example");
    write("a", expired);
    told(State.INVALID, "a.crt", "expired at");
    Files.delete(crt);
    told(State.WAITING, "a.crt", "is not there");
    Files.createSymbolicLink(crt, crt);
    told(State.INVALID, "a.crt", "leads back to itself");
    Files.delete(crt);
    assertThat(new ProcessBuilder("mkfifo", crt.toString()).start().waitFor()).isZero();
    told(State.INVALID, "a.crt", "is a pipe");
    Files.delete(crt);
    Files.createDirectory(crt);
    told(State.INVALID, "a.crt", "is a folder");
    Files.delete(crt);
    Files.createSymbolicLink(root.resolve("loop"), root);
    says("is a link back to a folder above it");
    Files.delete(root.resolve("loop"));

    write("a", right);
    serves(right);
    isReady();
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
    shows("n499.many.example", many);
    shows("any.wild.example", odd);
    shows("xn--bcher-kva.example", odd);
  }

  /** Two clients that share nothing see the same. */
  private static void shows(String name, TestCertificate certificate) {
    Shown shown = Handshakes.shown(SOZU.peer().https(), name);
    assertThat(shown).matches(found -> found.is(certificate));
    assertThat(OpensslHandshakes.shown(SOZU.peer().https(), name)).isEqualTo(shown);
  }

  @Test
  void renewedOverAndOver() throws IOException {
    TestCertificate before = TestCertificate.of("often.example");
    write("a", before);
    serves(before);
    rush.expect(before);
    for (int i = 0; i < 20; i++) {
      TestCertificate fresh = TestCertificate.of("often.example");
      rush.expect(before, fresh);
      write("a", fresh);
      serves(fresh);
      rush.expect(fresh);
      before = fresh;
    }
    rush.isRight(3);
  }
}
