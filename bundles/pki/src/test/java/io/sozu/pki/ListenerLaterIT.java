package io.sozu.pki;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.config.Addresses;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.RemoveListener;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS listeners that come and go while the connector runs. */
final class ListenerLaterIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private final SozuPeer sozu = SOZU.peer();
  private final InetSocketAddress later = FreePorts.next();
  private final OwnedSozuClient client = SozuClients.connect(sozu.client().build());
  private final Rush rush = new Rush(sozu.https());
  private final Pairs pairs;
  private final PkiConnector connector;

  ListenerLaterIT(@TempDir Path root) {
    pairs = new Pairs(root, client, sozu.https(), rush);
    connector = PkiConnector.open(client, options(root).build());
  }

  /** Nothing but events of Sōzu makes it ask. */
  private static PkiOptions.Builder options(Path root) {
    return PkiOptions.builder(root).rescan(Duration.ofHours(1)).reconcile(Duration.ofHours(1));
  }

  @AfterEach
  void close() throws InterruptedException {
    rush.end();
    connector.close();
    client.close();
  }

  private void send(Request request) {
    client.send(request).toCompletableFuture().join();
  }

  private void add() {
    send(Requests.addHttpsListener(later));
    send(Requests.activateListener(later, ListenerType.HTTPS));
  }

  private void remove() {
    send(
        Request.newBuilder()
            .setRemoveListener(
                RemoveListener.newBuilder()
                    .setAddress(Requests.address(later))
                    .setProxy(ListenerType.HTTPS))
            .build());
  }

  private void shows(TestCertificate certificate) {
    Eventually.until(
        certificate + " is shown: " + connector.status().summary(),
        () -> Handshakes.shows(later, certificate));
  }

  private void healthy(Health health, String words) {
    Eventually.until(
        health + " " + words + ": " + connector.status().summary(),
        () ->
            connector.status().health() == health && connector.status().summary().contains(words));
  }

  @Test
  void oneThatAppearsIsServedAndAgainWhenItComesBack() throws IOException {
    TestCertificate first = pairs.write("later.example");
    pairs.settled();
    pairs.expected();
    add();
    shows(first);
    healthy(Health.READY, "1 of 1 certificates served");

    remove();
    healthy(Health.READY, "1 of 1 certificates served");
    TestCertificate second = pairs.renew("later.example");
    pairs.settled();
    pairs.expected();
    add();
    shows(second);
    healthy(Health.READY, "1 of 1 certificates served");
    remove();
    rush.isRight(2);
  }

  @Test
  void oneThatIsNamedIsMissedUntilItIsThere(@TempDir Path other) throws IOException {
    TestCertificate right = new Pairs(other, client, later, rush).write("named.example");
    String address = Addresses.text(Requests.address(later));
    connector.use(options(other).listeners(List.of(address)).build());
    healthy(Health.DEGRADED, "no HTTPS listener at " + address + " is active in Sōzu");
    add();
    shows(right);
    healthy(Health.READY, "1 of 1 certificates served");
    remove();
    healthy(Health.DEGRADED, "no HTTPS listener at " + address + " is active in Sōzu");
  }
}
