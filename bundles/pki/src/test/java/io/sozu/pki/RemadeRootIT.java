package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root that is empty, away or another one removes nothing, even without a grace. */
final class RemadeRootIT extends UnderHandshakes {
  private static final String NOT_SEEN =
      "is not seen, because its folder is empty, away or cannot be listed";

  private final TestCertificate first = TestCertificate.of("root.example");

  RemadeRootIT(@TempDir Path folder) throws IOException {
    super(folder, NO_GRACE);
  }

  @BeforeEach
  void served() throws IOException {
    write("a", first);
    serves(first);
    rush.expect(first);
  }

  private void comesBack() throws IOException {
    long sent = sent();
    write("a", first);
    serves(first);
    isReady();
    assertThat(sent()).isEqualTo(sent);
    TestCertificate renewed = TestCertificate.of("root.example");
    renew("a", first, renewed);
    isReady();
  }

  @Test
  void emptied() throws IOException {
    delete(root.resolve("a.crt"));
    delete(root.resolve("a.key"));
    told(State.WAITING, "a.crt", NOT_SEEN);
    looksAgain();
    comesBack();
  }

  @Test
  void deletedAndMadeAgain() throws IOException {
    delete(root);
    says("is not there");
    told(State.WAITING, "a.crt", NOT_SEEN);
    looksAgain();
    Files.createDirectory(root);
    looksAgain();
    told(State.WAITING, "a.crt", NOT_SEEN);
    comesBack();
  }

  @Test
  void deletedAndMadeAgainWithAnotherCertificate() throws IOException {
    delete(root);
    says("is not there");
    TestCertificate renewed = TestCertificate.of("root.example");
    renew("a", first, renewed);
    isReady();
    isGone(first);
  }

  /** What is below a mount point shows when nothing is mounted there. */
  @Test
  void unmountedAndMountedAgain() throws IOException {
    long sent = sent();
    Path away = root.resolveSibling("away");
    Files.move(root, away);
    Files.createDirectory(root);
    told(State.WAITING, "a.crt", NOT_SEEN);
    looksAgain();
    Files.delete(root);
    Files.move(away, root);
    serves(first);
    isReady();
    assertThat(sent()).isEqualTo(sent);
    comesBack();
  }
}
