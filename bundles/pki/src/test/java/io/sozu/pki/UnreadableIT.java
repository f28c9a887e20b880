package io.sozu.pki;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the connector's user may not read takes nothing away, even without a grace. */
final class UnreadableIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private static final String MAY_NOT = "may not be read by the user";
  private static final String NOT_SEEN = "is not seen, because its folder is empty, away or";

  private final TestCertificate right = TestCertificate.of("unreadable.example");
  private final TestCertificate beside = TestCertificate.of("beside.unreadable.example");
  private final Rush rush = new Rush(SOZU.peer().https());
  private final Path root;
  private final ConnectorJvm connector;

  UnreadableIT(@TempDir Path folder) throws IOException {
    root = Files.createDirectory(folder.resolve("pki"));
    connector =
        new ConnectorJvm(
            asOneWhoMayNotReadAll(folder),
            SOZU.peer().socket(),
            root,
            "removal.grace=1ms",
            "rescan=100ms");
  }

  /** Root reads everything, unless it gives up two capabilities; anybody else may run it as is. */
  private static List<String> asOneWhoMayNotReadAll(Path folder) throws IOException {
    Path closed = Files.createFile(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, Set.of());
    String both = "-dac_override,-dac_read_search";
    return Files.isReadable(closed)
        ? List.of("setpriv", "--bounding-set=" + both, "--inh-caps=" + both)
        : List.of();
  }

  @BeforeEach
  void served() throws IOException {
    Path shop = Files.createDirectory(root.resolve("shop"));
    Files.writeString(shop.resolve("a.key"), right.keyPem());
    Files.writeString(shop.resolve("a.crt"), right.pem());
    Files.writeString(root.resolve("beside.pem"), beside.pem() + beside.keyPem());
    connector.serves(right);
    connector.serves(beside);
    rush.expect(right);
    rush.expect(beside);
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    rush.end();
    connector.close();
  }

  /** Takes rights away, looks what is told and shown, and gives them back. */
  private void without(String path, String rights, Runnable look) throws IOException {
    Path of = root.resolve(path);
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(of);
    Files.setPosixFilePermissions(of, fromString(rights));
    try {
      look.run();
      rush.isRight(20);
    } finally {
      Files.setPosixFilePermissions(of, before);
    }
    connector.serves(right);
    connector.serves(beside);
    connector.until("all is well", () -> connector.told().health() == Health.READY);
    rush.isRight(3);
  }

  private void told(State state, String file, String words) {
    connector.tells(
        state + " " + file + " " + words,
        row ->
            row.state() == state
                && row.words().startsWith(root.resolve(file).toString())
                && row.words().contains(words));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop/a.crt", "shop/a.key"})
  void aFileOfModeZero(String file) throws IOException {
    without(file, "---------", () -> told(State.INVALID, file, MAY_NOT));
  }

  /** Of mode 000, of one that cannot be listed, and of one that nothing can be opened in. */
  @Test
  void aFolder() throws IOException {
    for (String rights : List.of("---------", "--x--x--x")) {
      without(
          "shop",
          rights,
          () -> {
            told(State.WAITING, "shop/a.crt", NOT_SEEN);
            says(root.resolve("shop") + ": " + MAY_NOT);
          });
    }
    without("shop", "r--r--r--", () -> told(State.INVALID, "shop/a.crt", MAY_NOT));
  }

  @Test
  void theRoot() throws IOException {
    without(
        "",
        "---------",
        () -> {
          told(State.WAITING, "shop/a.crt", NOT_SEEN);
          told(State.WAITING, "beside.pem", NOT_SEEN);
          says(root + ": " + MAY_NOT);
        });
  }

  private void says(String words) {
    connector.until(words, () -> connector.told().summary().contains(words));
    assertThat(connector.told().health()).isEqualTo(Health.DEGRADED);
  }
}
