package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import io.sozu.testkit.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A ledger whose disk is full: renewals are served, it is told, and nothing is forgotten. */
final class LedgerDiskFullIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private final Rush rush = new Rush(SOZU.peer().https());
  private final OwnedSozuClient client = SozuClients.connect(SOZU.peer().client().build());
  private final Path root;
  private final Path ledger;
  private ConnectorJvm connector;
  private TestCertificate now = TestCertificate.of("ledger.example");

  LedgerDiskFullIT(@TempDir Path folder) throws IOException {
    root = Files.createDirectory(folder.resolve("pki"));
    ledger = folder.resolve("ledger");
    connector = started();
  }

  private ConnectorJvm started() throws IOException {
    return new ConnectorJvm(
        List.of(), SOZU.peer().socket(), root, "ledger=" + ledger, "rescan=100ms");
  }

  @BeforeEach
  void served() throws IOException {
    write(now);
    connector.serves(now);
    rush.expect(now);
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    rush.end();
    connector.close();
    client.close();
  }

  private void write(TestCertificate certificate) throws IOException {
    Files.writeString(root.resolve("a.key"), certificate.keyPem());
    Files.writeString(root.resolve("a.crt"), certificate.pem());
  }

  private void renew() throws IOException {
    TestCertificate before = now;
    now = TestCertificate.of("ledger.example");
    rush.expect(before, now);
    write(now);
    connector.serves(now);
    rush.expect(now);
    rush.isRight(3);
    assertThat(Pairs.has(client, before)).as("it was replaced").isFalse();
  }

  /** No file of the connector's may become larger than this. */
  private void limit(String bytes) {
    assertThat(
            Tools.run(
                "", "prlimit", "--pid", "" + connector.pid(), "--fsize=" + bytes + ":unlimited"))
        .isEqualTo("exit 0");
  }

  private void isTold() {
    connector.until(
        "it is told",
        () ->
            connector.told().health() == Health.DEGRADED
                && connector.told().summary().contains(ledger + " cannot be written"));
  }

  private void isReady() {
    connector.until("all is well", () -> connector.told().health() == Health.READY);
  }

  private void startsAgain() throws IOException {
    connector.kill9();
    connector.close();
    connector = started();
  }

  @Test
  void fullWhileItIsWritten() throws IOException {
    limit(String.valueOf(Files.size(ledger) + 20));
    renew();
    isTold();
    renew();

    limit("unlimited");
    isReady();
    startsAgain();
    renew();
    isReady();
  }

  @Test
  void notToBeWrittenWhenTheConnectorStarts() throws IOException {
    Path inTheWay = Files.createDirectories(ledger.resolveSibling("ledger.new/full"));
    startsAgain();
    isTold();
    renew();

    Files.delete(inTheWay);
    Files.deleteIfExists(inTheWay.getParent());
    isReady();
    startsAgain();
    renew();
    isReady();
  }
}
