package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.OpensslHandshakes;
import io.sozu.testkit.Shown;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that gets a certificate which Sōzu by itself would not serve, or another chain. */
final class RenewalIT extends UnderHandshakes {
  /** Each worker answers some of so many handshakes. */
  private static final int MANY = 20;

  RenewalIT(@TempDir Path folder) throws IOException {
    super(folder, NO_GRACE);
  }

  @Test
  void backToOneThatIsOlderAndExpiresEarlier() throws IOException {
    Instant now = Instant.now();
    TestCertificate newer = TestCertificate.of("rollback.example");
    TestCertificate older =
        TestCertificate.valid(
            now.minus(Duration.ofDays(10)), now.plus(Duration.ofDays(20)), "rollback.example");
    write("a", newer);
    serves(newer);
    renew("a", newer, older);
    isReady();
    isGone(newer);
    looksAgain();
  }

  @Test
  void anotherChainForTheSameCertificate() throws IOException {
    TestCertificate authority = TestCertificate.authority("authority.example");
    TestCertificate leaf = authority.issue("chain.example");
    write("a", leaf);
    serves(leaf);
    rush.expect(leaf);
    shows(leaf.fingerprint());
    Files.writeString(root.resolve("a.crt"), leaf.pem() + authority.pem());
    Eventually.until("the chain is sent", () -> figure("replaced") == 1);
    shows(leaf.fingerprint(), authority.fingerprint());
    write("a", leaf);
    Eventually.until("it is sent without", () -> figure("replaced") == 2);
    shows(leaf.fingerprint());
    looksAgain();
    assertThat(sent()).isEqualTo(3);
  }

  /** OpenSSL and the JDK see the same. */
  private void shows(String... fingerprints) {
    isReady();
    Shown shown =
        new Shown(List.of(fingerprints), "CN=authority.example", List.of("chain.example"), "");
    for (int i = 0; i < MANY; i++) {
      assertThat(Handshakes.shown(SOZU.peer().https(), "chain.example")).isEqualTo(shown);
    }
    assertThat(OpensslHandshakes.shown(SOZU.peer().https(), "chain.example")).isEqualTo(shown);
  }
}
