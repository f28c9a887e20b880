package io.sozu.pki.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.config.Addresses;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.PkiConnector;
import io.sozu.pki.PkiOptions;
import io.sozu.pki.internal.Proof.Result;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.sozu.ClientSozu;
import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.Uint128;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs where Sōzu waits for what a proxy in front of it says first ({@code expect_proxy}). */
final class ProofIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private final OwnedSozuClient client = SozuClients.connect(SOZU.peer().client().build());
  private final ClientSozu sozu = new ClientSozu(client);

  @AfterEach
  void close() {
    client.close();
  }

  private void send(Request request) {
    client.send(request).toCompletableFuture().join();
  }

  /** A listener behind a proxy, as people write it. */
  private String behindProxy(String host) throws IOException {
    InetSocketAddress listener =
        new InetSocketAddress(InetAddress.getByName(host), FreePorts.next().getPort());
    SocketAddress address = address(listener);
    Request.Builder add = Requests.addHttpsListener(SOZU.peer().https()).toBuilder();
    add.getAddHttpsListenerBuilder().setAddress(address).setExpectProxy(true);
    send(add.build());
    Request.Builder activate =
        Requests.activateListener(SOZU.peer().https(), ListenerType.HTTPS).toBuilder();
    activate.getActivateListenerBuilder().setAddress(address);
    send(activate.build());
    return Addresses.text(address);
  }

  private static SocketAddress address(InetSocketAddress listener) {
    byte[] bytes = listener.getAddress().getAddress();
    ByteBuffer bits = ByteBuffer.wrap(bytes);
    IpAddress.Builder ip = IpAddress.newBuilder();
    if (bytes.length == Integer.BYTES) {
      ip.setV4(bits.getInt());
    } else {
      ip.setV6(Uint128.newBuilder().setHigh(bits.getLong()).setLow(bits.getLong()));
    }
    return SocketAddress.newBuilder().setIp(ip).setPort(listener.getPort()).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aListenerBehindAProxyIsProved(String host) throws IOException {
    String listener = behindProxy(host);
    TestCertificate right = TestCertificate.of("proof.example");
    Request.Builder add = Requests.addCertificate(SOZU.peer().https(), right).toBuilder();
    add.getAddCertificateBuilder().setAddress(address(Proof.address(listener)));
    send(add.build());
    assertThat(sozu.listeners()).containsKey(listener);

    Want want = want(listener, right);
    assertThat(new Proof(sozu::expectsProxy).check(want)).isEqualTo(new Result(true, ""));
    assertThat(new Proof(sozu::expectsProxy).check(want(listener, TestCertificate.of("x.example"))))
        .matches(Result::reached)
        .extracting(Result::difference)
        .asString()
        .startsWith("a handshake for x.example at " + listener + " shows ");
    assertThat(new Proof(any -> false).check(want).reached())
        .as("without what a proxy says")
        .isFalse();
    String plain = Addresses.text(Requests.address(SOZU.peer().https()));
    assertThat(sozu.expectsProxy(plain)).isFalse();
  }

  private static Want want(String listener, TestCertificate certificate) {
    return new Want(
        new Slot(listener, certificate.fingerprint()),
        certificate.names(),
        "content",
        "/proof.crt",
        Instant.EPOCH,
        null,
        null);
  }

  @Test
  void aConnectorProvesThereAndFindsNothingWrong(@TempDir Path root) throws IOException {
    String listener = behindProxy("127.0.0.1");
    PkiOptions options = PkiOptions.builder(root).listeners(List.of(listener)).proof(true).build();
    try (PkiConnector connector = PkiConnector.open(client, options)) {
      TestCertificate certificate = TestCertificate.of("first.example");
      Files.writeString(root.resolve("a.key"), certificate.keyPem());
      Files.writeString(root.resolve("a.crt"), certificate.pem());
      Eventually.until("it is served", () -> connector.status().summary().startsWith("1 of 1"));
      Eventually.until(
          "the proof is done, and need not be tried again: " + connector.status().summary(),
          () -> prover().getState() == Thread.State.WAITING);
      assertThat(connector.status().health()).isEqualTo(Health.READY);
    }
  }

  private static Thread prover() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("sozu-main-pki-proof"))
        .findFirst()
        .orElseThrow();
  }
}
