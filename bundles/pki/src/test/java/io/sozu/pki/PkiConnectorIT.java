package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is written into a folder is what clients see, whatever happens. */
final class PkiConnectorIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private final Path root;
  private final Path ledger;
  private final OwnedSozuClient client = SozuClients.connect(SOZU.peer().client().build());
  private PkiConnector connector;

  PkiConnectorIT(@TempDir Path folder) throws IOException {
    root = Files.createDirectory(folder.resolve("pki"));
    ledger = folder.resolve("ledger");
    connector = PkiConnector.open(client, options().build());
  }

  /** Long rescans: what is noticed is noticed by the watch. */
  private PkiOptions.Builder options() {
    return PkiOptions.builder(root)
        .rescan(Duration.ofHours(1))
        .removalGrace(Duration.ofMillis(300))
        .proof(true)
        .ledger(ledger);
  }

  @AfterEach
  void close() {
    connector.close();
    client.close();
  }

  private void write(String name, TestCertificate certificate) throws IOException {
    Path folder = Files.createDirectories(root.resolve(name));
    Files.writeString(folder.resolve(name + ".crt"), certificate.pem());
    Files.writeString(folder.resolve(name + ".key"), certificate.keyPem());
  }

  private static void shows(TestCertificate certificate) {
    Eventually.until(
        "a handshake shows " + certificate,
        () -> Handshakes.shows(SOZU.peer().https(), certificate));
  }

  private void tells(State state, String words) {
    Eventually.until(
        state + " " + words + " in " + connector.inventory().certificates(),
        () ->
            connector.inventory().certificates().stream()
                .anyMatch(one -> one.state() == state && one.words().contains(words)));
  }

  private void ready() {
    Eventually.until(
        "ready: " + connector.status().summary(),
        () -> connector.status().health() == Health.READY);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
    }
  }

  @Test
  void writtenRenewedAndHalfWritten() throws IOException {
    TestCertificate first = TestCertificate.of("written.example");
    TestCertificate second = TestCertificate.of("written.example");
    write("a", first);
    shows(first);
    write("a", second);
    shows(second);
    ready();

    Files.writeString(root.resolve("a/a.crt"), first.pem().substring(0, 200));
    tells(State.WAITING, "a.crt:1: has a CERTIFICATE without its END line");
    assertThat(Handshakes.shows(SOZU.peer().https(), second)).isTrue();
    Files.writeString(root.resolve("a/a.crt"), "");
    tells(State.WAITING, "a.crt: is empty");
    assertThat(Handshakes.shows(SOZU.peer().https(), second)).isTrue();
    assertThat(connector.status().health()).isEqualTo(Health.DEGRADED);
    write("a", first);
    shows(first);
    ready();
  }

  @Test
  void certbotsLinksAndKubernetesSwap() throws IOException {
    TestCertificate old = TestCertificate.of("certbot.example");
    TestCertificate renewed = TestCertificate.of("certbot.example");
    Path archive = Files.createDirectories(root.resolve("archive/certbot.example"));
    Path live = Files.createDirectories(root.resolve("live/certbot.example"));
    certbot(archive, live, 1, old);
    shows(old);
    certbot(archive, live, 2, renewed);
    shows(renewed);

    TestCertificate mounted = TestCertificate.of("kubernetes.example");
    TestCertificate swapped = TestCertificate.of("kubernetes.example");
    Path mount = Files.createDirectories(root.resolve("mount"));
    kubernetes(mount, "..2026_1", mounted);
    for (String name : List.of("tls.crt", "tls.key")) {
      Files.createSymbolicLink(mount.resolve(name), Path.of("..data/" + name));
    }
    shows(mounted);
    kubernetes(mount, "..2026_2", swapped);
    delete(mount.resolve("..2026_1"));
    shows(swapped);
    ready();
  }

  /**
   * What certbot does on renewal (storage.py, save_successor and update_all_links_to): new files in
   * archive, then each link of live unlinked and made anew.
   */
  private static void certbot(Path archive, Path live, int version, TestCertificate certificate)
      throws IOException {
    Files.writeString(archive.resolve("privkey" + version + ".pem"), certificate.keyPem());
    Files.writeString(archive.resolve("fullchain" + version + ".pem"), certificate.pem());
    for (String name : List.of("privkey", "fullchain")) {
      Path link = live.resolve(name + ".pem");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(
          link, Path.of("../../archive/certbot.example/" + name + version + ".pem"));
    }
  }

  /**
   * What the kubelet does (atomic_writer.go, Write): a new hidden folder, a link ..data_tmp to it,
   * renamed to ..data.
   */
  private static void kubernetes(Path mount, String folder, TestCertificate certificate)
      throws IOException {
    Path fresh = Files.createDirectory(mount.resolve(folder));
    Files.writeString(fresh.resolve("tls.crt"), certificate.pem());
    Files.writeString(fresh.resolve("tls.key"), certificate.keyPem());
    Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(folder));
    Files.move(
        mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void goneAfterAGraceAndHeldWhenManyGoAtOnce() throws IOException {
    for (int i = 0; i < 5; i++) {
      write("h" + i, TestCertificate.of("h" + i + ".held.example"));
    }
    TestCertificate stays = TestCertificate.of("stays.held.example");
    write("stays", stays);
    shows(stays);
    ready();
    delete(root.resolve("h0"));
    Eventually.until("one is removed", () -> connector.inventory().certificates().size() == 5);
    assertThat(served("h0.held.example")).isFalse();

    for (int i = 1; i < 5; i++) {
      delete(root.resolve("h" + i));
    }
    tells(State.HELD, "h1.crt is gone");
    assertThat(connector.status().figures().get("held")).isEqualTo(4L);
    assertThat(served("h1.held.example")).isTrue();
    assertThat(connector.inventory().release()).isEqualTo(4);
    Eventually.until("all are removed", () -> !served("h4.held.example"));

    delete(root.resolve("stays"));
    tells(State.WAITING, "stays.crt is not seen, because its folder is empty");
    assertThat(Handshakes.shows(SOZU.peer().https(), stays))
        .as("an empty folder removes nothing")
        .isTrue();
  }

  private boolean served(String name) {
    return client.certificates().served(name).toCompletableFuture().join().values().stream()
        .anyMatch(
            worker ->
                worker.getCertificatesList().stream()
                    .anyMatch(listener -> listener.getCertificateSummariesCount() > 0));
  }

  @Test
  void whatOthersPutThereIsLeftAloneAndTold() throws IOException {
    TestCertificate foreign =
        TestCertificate.expiring(Instant.now().plus(Duration.ofDays(300)), "foreign.example");
    assertThat(
            client
                .apply(List.of(Requests.addCertificate(SOZU.peer().https(), foreign)))
                .toCompletableFuture()
                .join()
                .get(0)
                .inForce())
        .isTrue();
    TestCertificate ours = TestCertificate.of("foreign.example");
    write("ours", ours);
    tells(State.FOREIGN, foreign.fingerprint());
    assertThat(Handshakes.shows(SOZU.peer().https(), foreign)).isTrue();
    connector.use(options().adopt(true).build());
    shows(ours);
  }

  @Test
  void aSozuThatComesBackEmptyServesAllAgain() throws IOException {
    TestCertificate certificate = TestCertificate.of("restart.example");
    write("a", certificate);
    shows(certificate);
    SOZU.peer().kill9();
    SOZU.peer().start();
    shows(certificate);
    ready();
  }

  @Test
  void aRootThatIsMadeAgainIsNoticedAndNothingWasRemoved() throws IOException {
    TestCertificate certificate = TestCertificate.of("again.example");
    write("a", certificate);
    shows(certificate);
    delete(root);
    Eventually.until(
        "the root is missed: " + connector.status().summary(),
        () -> connector.status().summary().contains("is not there"));
    assertThat(Handshakes.shows(SOZU.peer().https(), certificate)).isTrue();
    Files.createDirectory(root);
    TestCertificate renewed = TestCertificate.of("again.example");
    write("a", renewed);
    shows(renewed);
  }

  @Test
  void afterARestartOfOursTheOldOneIsStillOurs() throws IOException {
    TestCertificate old = TestCertificate.of("ledger.example");
    write("a", old);
    shows(old);
    connector.close();
    TestCertificate renewed = TestCertificate.of("ledger.example");
    write("a", renewed);
    connector = PkiConnector.open(client, options().build());
    shows(renewed);
    assertThat(Pairs.has(client, old)).isFalse();
  }

  @Test
  void nothingIsLeftWhenItIsClosed() {
    connector.close();
    connector.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("sozu-main-pki"));
  }
}
