package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is deleted and made again within the grace. */
final class RemadeFolderIT extends UnderHandshakes {
  private final TestCertificate other = TestCertificate.of("other.remade.example");
  private final TestCertificate first = TestCertificate.of("remade.example");

  RemadeFolderIT(@TempDir Path folder) throws IOException {
    super(folder, LONG_GRACE);
  }

  @BeforeEach
  void served() throws IOException {
    write("other/a", other);
    write("shop/a", first);
    serves(other);
    serves(first);
    rush.expect(other);
    rush.expect(first);
  }

  @Test
  void withTheSameCertificateSendsNothing() throws IOException {
    long sent = sent();
    delete(root.resolve("shop"));
    told(State.GOING, "shop/a.crt", "is gone");
    looksAgain();
    write("shop/a", first);
    serves(first);
    looksAgain();
    isReady();
    assertThat(sent()).isEqualTo(sent);
  }

  @Test
  void withAnotherCertificateReplacesTheFirst() throws IOException {
    delete(root.resolve("shop"));
    told(State.GOING, "shop/a.crt", "is gone");
    TestCertificate renewed = TestCertificate.of("remade.example");
    renew("shop/a", first, renewed);
    isReady();
    isGone(first);
    assertThat(figure("added")).isEqualTo(2);
    assertThat(figure("replaced")).isEqualTo(1);
  }

  @Test
  void overAndOverWithoutAPause() throws IOException {
    TestCertificate before = first;
    for (int i = 0; i < 20; i++) {
      TestCertificate next = i % 2 == 0 ? before : TestCertificate.of("remade.example");
      rush.expect(before, next);
      delete(root.resolve("shop"));
      write("shop/a", next);
      serves(next);
      rush.expect(next);
      before = next;
    }
    isReady();
    assertThat(figure("replaced")).isEqualTo(10);
  }
}
