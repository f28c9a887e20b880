package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Sōzu that is killed and comes back. Until it listens again nobody gets a handshake, and until
 * the connector was there it shows what it has: its built-in certificate, or those of its saved
 * state. It must not be long, and it must be nothing else.
 */
final class SozuRestartIT {
  private static final int MANY = 100;

  /** Of a machine that is busy; a tenth of it is usual. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Path saved;
  private final Path root;
  private final SozuPeer sozu;
  private final OwnedSozuClient client;
  private final PkiConnector connector;
  private final Pairs pairs;
  private final String builtIn;

  SozuRestartIT(@TempDir Path folder) throws IOException {
    saved = folder.resolve("sozu.state");
    root = Files.createDirectory(folder.resolve("pki"));
    sozu =
        SozuPeer.installed(
            PeerOptions.defaults().withExtraToml("saved_state = \"" + saved + "\"\n"));
    client = SozuClients.connect(sozu.client().requestTimeout(Duration.ofSeconds(1)).build());
    connector =
        PkiConnector.open(
            client,
            PkiOptions.builder(root)
                .rescan(Duration.ofHours(1))
                .removalGrace(Duration.ZERO)
                .build());
    pairs = new Pairs(root, client, sozu.https(), new Rush(sozu.https()));
    builtIn = Handshakes.fingerprint(sozu.https(), "nobody.example");
  }

  @AfterEach
  void close() {
    connector.close();
    client.close();
    sozu.close();
  }

  private void ready() {
    Eventually.until(
        "ready: " + connector.status().summary(),
        () -> connector.status().health() == Health.READY);
  }

  private Comeback killed(TestCertificate right) throws InterruptedException {
    Comeback comeback = new Comeback(sozu.https(), right.names().get(0));
    sozu.kill9();
    client.certificates().served(right.names().get(0));
    Eventually.until(
        "no answer is told: " + connector.status().summary(),
        () -> connector.status().health() == Health.NOT_READY);
    assertThat(connector.status().summary()).contains("no answer from Sōzu");
    sozu.start();
    comeback.backWith(right);
    return comeback;
  }

  @Test
  void anEmptyOneShowsItsOwnCertificateForAMomentAndThenTheRightOne() throws Exception {
    for (int i = 0; i < MANY; i++) {
      pairs.write("n" + i + ".empty.example");
    }
    TestCertificate right = pairs.write("right.empty.example");
    pairs.settled();

    Comeback comeback = killed(right);

    assertThat(comeback.shown()).isSubsetOf(right.fingerprint(), builtIn);
    assertThat(comeback.wrongFor(right)).isLessThan(SOON);
    pairs.settled();
    ready();
  }

  @Test
  void anOldStateIsMadeNewAndWhatIsGoneMeanwhileGoesAgain() throws Exception {
    TestCertificate old = pairs.write("old.example");
    TestCertificate gone = pairs.write("gone.example");
    pairs.settled();
    client.state().save(saved).toCompletableFuture().join();
    TestCertificate right = pairs.write("old.example");
    TestCertificate since = pairs.write("since.example");
    pairs.delete("gone.example");
    pairs.settled();
    Eventually.until("it is gone", () -> pairs.servesNothing("gone.example"));

    Comeback comeback = killed(right);

    assertThat(comeback.shown()).isSubsetOf(right.fingerprint(), old.fingerprint(), builtIn);
    assertThat(comeback.wrongFor(right)).isLessThan(SOON);
    pairs.settled();
    assertThat(Handshakes.shows(sozu.https(), since)).isTrue();
    Eventually.until("it is gone again", () -> !pairs.has(gone) && !pairs.has(old));
    ready();
  }
}
