package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is the matter with the ledger's file is told, and passes by itself. */
final class LedgerFileIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private final Path root;
  private final Path ledger;
  private final OwnedSozuClient client = SozuClients.connect(SOZU.peer().client().build());
  private final List<PkiConnector> opened = new ArrayList<>();

  LedgerFileIT(@TempDir Path folder) throws IOException {
    root = Files.createDirectory(folder.resolve("pki"));
    ledger = folder.resolve("state/ledger");
  }

  private PkiOptions options() {
    return PkiOptions.builder(root).rescan(Duration.ofHours(1)).ledger(ledger).build();
  }

  private PkiConnector open() {
    PkiConnector connector = PkiConnector.open(client, options());
    opened.add(connector);
    return connector;
  }

  @AfterEach
  void close() {
    opened.forEach(PkiConnector::close);
    client.close();
  }

  private TestCertificate write(String name) throws IOException {
    TestCertificate certificate = TestCertificate.of(name);
    Files.writeString(root.resolve("a.crt"), certificate.pem());
    Files.writeString(root.resolve("a.key"), certificate.keyPem());
    return certificate;
  }

  private static void shows(TestCertificate certificate) {
    Eventually.until(
        "a handshake shows " + certificate,
        () -> Handshakes.shows(SOZU.peer().https(), certificate));
  }

  private static void tells(ConnectorStatus status, Health health, String words) {
    Eventually.until(
        health + " " + words + " in " + status.summary(),
        () -> status.health() == health && status.summary().contains(words));
  }

  @Test
  void oneThatCannotBeOpenedIsTriedAgain() throws IOException {
    TestCertificate certificate = write("opened.example");
    Files.writeString(ledger.getParent(), "a file where a folder should be");
    PkiConnector connector = open();
    tells(connector.status(), Health.NOT_READY, "ledger " + ledger + " cannot be opened: ");
    assertThat(Handshakes.shows(SOZU.peer().https(), certificate)).isFalse();
    Files.delete(ledger.getParent());
    shows(certificate);
    tells(connector.status(), Health.READY, "1 of 1");
    assertThat(ledger).content().contains(certificate.fingerprint());
  }

  @Test
  void oneThatCannotBeWrittenIsToldAndAllIsServed() throws IOException {
    TestCertificate certificate = write("written.example");
    Path inTheWay = Files.createDirectories(ledger.resolveSibling("ledger.new/full"));
    PkiConnector connector = open();
    shows(certificate);
    tells(connector.status(), Health.DEGRADED, "ledger " + ledger + " cannot be written: ");
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    connector.inventory().look();
    tells(connector.status(), Health.READY, "1 of 1");
    assertThat(ledger).content().contains(certificate.fingerprint());
  }

  @Test
  void ofTwoConnectorsWithOneLedgerTheSecondWaits() throws IOException {
    TestCertificate certificate = write("shared.example");
    PkiConnector connector = open();
    shows(certificate);
    PkiConnector second = open();
    tells(second.status(), Health.NOT_READY, "is in use by another connector");
    connector.close();
    tells(second.status(), Health.READY, "1 of 1");
  }

  private static long waiting() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("sozu-main-pki-ledger"))
        .count();
  }

  /** A connector that is to use another ledger, whose folder cannot be made. */
  private PkiConnector waits(Path other) throws IOException {
    TestCertificate first = write("other.example");
    PkiConnector connector = open();
    shows(first);
    Files.writeString(other.getParent(), "a file where a folder should be");
    connector.use(PkiOptions.builder(root).rescan(Duration.ofHours(1)).ledger(other).build());
    tells(
        connector.status(),
        Health.DEGRADED,
        "the old ones hold: ledger " + other + " cannot be opened: ");
    return connector;
  }

  @Test
  void anotherOneThatCannotBeOpenedIsTriedAgainAndAllIsServed() throws IOException {
    Path other = root.resolveSibling("other/ledger");
    PkiConnector connector = waits(other);
    TestCertificate second = write("other.example");
    shows(second);
    assertThat(connector.status().summary()).contains("the old ones hold");

    Files.delete(other.getParent());
    tells(connector.status(), Health.READY, "1 of 1");
    Eventually.until("it is noted there", () -> holds(other, second));
    TestCertificate third = write("other.example");
    shows(third);
    tells(connector.status(), Health.READY, "1 of 1");
    assertThat(holds(other, third)).isTrue();
    assertThat(holds(ledger, third)).as("noted where it was before").isFalse();
    assertThat(waiting()).isZero();
  }

  private static boolean holds(Path ledger, TestCertificate certificate) {
    try {
      return Files.exists(ledger) && Files.readString(ledger).contains(certificate.fingerprint());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void optionsThatWaitAreGivenUpForOthersAndWithTheConnector() throws IOException {
    Path other = root.resolveSibling("other/ledger");
    PkiConnector connector = waits(other);
    assertThat(waiting()).isEqualTo(1);
    connector.use(options());
    tells(connector.status(), Health.READY, "1 of 1");
    Eventually.until("nobody tries", () -> waiting() == 0);

    connector.use(PkiOptions.builder(root).ledger(other).build());
    tells(connector.status(), Health.DEGRADED, "the old ones hold");
    connector.close();
    assertThat(waiting()).isZero();
    assertThat(connector.status().summary()).isEqualTo("waiting for a client of Sōzu");
  }

  @Test
  void aPathThatTheSystemCannotWriteStopsNothing() throws IOException {
    Files.createDirectories(ledger.getParent());
    String listener = "127.0.0.1:" + SOZU.peer().https().getPort();
    // What ü is to a system with LC_ALL=C, a zero byte is to every system.
    Files.writeString(
        ledger,
        String.join(
                "\t",
                "put",
                listener,
                "a".repeat(64),
                "%2Fpki%2F%00.crt",
                "content",
                "2026-01-01T00:00:00Z",
                "nul.example",
                "false")
            + "\n");
    TestCertificate certificate = write("path.example");
    PkiConnector connector = open();
    shows(certificate);
    Eventually.until(
        "it is told: " + connector.inventory().certificates(),
        () ->
            connector.inventory().certificates().stream()
                .anyMatch(one -> one.words().contains("character set does not have its name")));
  }

  @Test
  void whatIsServedBehindABrokenFileHasItsEndAndItsNames() throws IOException {
    TestCertificate certificate = write("kept.example");
    PkiConnector connector = open();
    shows(certificate);
    connector.close();
    Files.writeString(root.resolve("a.crt"), "broken");
    PkiConnector again = open();
    Eventually.until(
        "the broken one is served: " + again.inventory().certificates(),
        () -> again.inventory().certificates().stream().anyMatch(CertificateInfo::served));
    CertificateInfo kept = again.inventory().certificates().get(0);
    assertThat(kept.state()).isEqualTo(State.INVALID);
    assertThat(kept.names()).containsExactly("kept.example");
    assertThat(kept.fingerprint()).isEqualTo(certificate.fingerprint());
    assertThat(Objects.requireNonNull(kept.notAfter()).getEpochSecond())
        .isEqualTo(certificate.notAfter().getEpochSecond());
    assertThat(again.status().figures()).containsKey("expiry.soonest.seconds");
  }

  @Test
  void aFileThatIsForOtherNamesNowIsNotGone() throws IOException {
    TestCertificate first = write("first.example");
    PkiConnector connector = open();
    shows(first);
    shows(write("second.example"));
    String words = root.resolve("a.crt") + " is for other names or listeners now";
    Eventually.until(
        words + " in " + connector.inventory().certificates(),
        () ->
            connector.inventory().certificates().stream()
                .anyMatch(one -> one.state() == State.GOING && one.words().equals(words)));
  }
}
