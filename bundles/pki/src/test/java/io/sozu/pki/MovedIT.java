package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that is moved stays where it is in Sōzu, and is looked after at its new place. */
final class MovedIT extends UnderHandshakes {
  private final TestCertificate moved = TestCertificate.of("moved.example");

  MovedIT(@TempDir Path folder) throws IOException {
    super(folder, LONG_GRACE);
  }

  @BeforeEach
  void served() throws IOException {
    write("v1/a", moved);
    serves(moved);
    rush.expect(moved);
  }

  private void isAt(String file) {
    Eventually.until(
        "it is at " + file + " in " + connector.inventory().certificates(),
        () ->
            connector.inventory().certificates().stream()
                .anyMatch(
                    one ->
                        is(one, State.SERVED, moved) && one.files().contains(root.resolve(file))));
    isReady();
  }

  @Test
  void renamedAndMovedSendsNothing() throws IOException {
    long sent = sent();
    Files.move(root.resolve("v1/a.key"), root.resolve("v1/b.key"));
    Files.move(root.resolve("v1/a.crt"), root.resolve("v1/b.crt"));
    isAt("v1/b.crt");
    Files.move(root.resolve("v1"), root.resolve("v2"));
    isAt("v2/b.crt");
    looksAgain();
    assertThat(sent()).isEqualTo(sent);
    assertThat(connector.inventory().certificates()).hasSize(1);
  }

  /** A renewal at the new place replaces it, and one that fails there leaves it. */
  @Test
  void damagedAndRenewedWhereItWasMovedTo() throws IOException {
    Files.move(root.resolve("v1"), root.resolve("v2"));
    isAt("v2/a.crt");
    Files.writeString(root.resolve("v2/a.crt"), "");
    told(State.WAITING, "v2/a.crt", "is empty");
    assertThat(connector.inventory().certificates()).as("it is not going").hasSize(1);

    TestCertificate renewed = TestCertificate.of("moved.example");
    renew("v2/a", moved, renewed);
    isReady();
    isGone(moved);
  }

  @Test
  void anotherReleaseBehindALinkSendsNothing() throws IOException {
    Path releases = Files.createDirectory(root.resolveSibling("releases"));
    for (String release : new String[] {"1", "2"}) {
      Path folder = Files.createDirectory(releases.resolve(release));
      Files.copy(root.resolve("v1/a.key"), folder.resolve("a.key"));
      Files.copy(root.resolve("v1/a.crt"), folder.resolve("a.crt"));
    }
    Files.createSymbolicLink(root.resolve("current"), releases.resolve("1"));
    isAt("current/a.crt");
    delete(root.resolve("v1"));
    isAt("current/a.crt");
    Files.createSymbolicLink(root.resolve(".next"), releases.resolve("2"));
    Files.move(root.resolve(".next"), root.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
    delete(releases.resolve("1"));
    looksAgain();
    isAt("current/a.crt");
    assertThat(sent()).isEqualTo(1);
  }
}
