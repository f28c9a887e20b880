package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.config.Values;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsOptionsTest {
  private final Path folder;

  TlsOptionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aServerThatIsTrustedIsSpokenWith() throws Exception {
    TlsOptions server = identity("server");
    TlsOptions client = TlsOptions.defaults().withTrust(folder.resolve("server.pem"));
    assertThat(handshake(server, client, false)).isEqualTo("CN=server");
  }

  @Test
  void aClientShowsItsCertificate() throws Exception {
    TlsOptions server = identity("server");
    TlsOptions client = identity("client").withTrust(folder.resolve("server.pem"));
    TlsOptions asking = server.withTrust(folder.resolve("client.pem"));
    assertThat(handshake(asking, client, true)).isEqualTo("CN=server");
  }

  @Test
  void aServerThatIsNotTrustedIsRefused() throws Exception {
    TlsOptions server = identity("server");
    identity("other");
    TlsOptions client = TlsOptions.defaults().withTrust(folder.resolve("other.pem"));
    assertThatThrownBy(() -> handshake(server, client, false))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void withoutVerificationAnyServerWill() throws Exception {
    TlsOptions server = identity("server");
    TlsOptions client = TlsOptions.defaults().withVerification(false, true);
    assertThat(client.warning()).contains("tls.verify = false");
    assertThat(handshake(server, client, false)).isEqualTo("CN=server");
  }

  @Test
  void theHostNameIsCheckedUnlessSwitchedOff() throws Exception {
    TlsOptions checked = TlsOptions.defaults();
    assertThat(checked.warning()).isEmpty();
    assertThat(algorithm(checked)).isEqualTo("HTTPS");
    TlsOptions unchecked = checked.withVerification(true, false);
    assertThat(unchecked.warning()).contains("tls.hostname.verify = false");
    assertThat(algorithm(unchecked)).isNull();
  }

  @Test
  void aFileThatCannotBeUsedIsNamedWithItsKey() throws Exception {
    Path nothing = folder.resolve("nothing.pem");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    TlsOptions identity = identity("client");
    identity("other");
    Path rsa =
        Files.writeString(
            folder.resolve("rsa.key"),
            "-----BEGIN RSA PRIVATE KEY-----\nU0VDUkVU\n-----END RSA PRIVATE KEY-----\n");
    Path certificate = folder.resolve("client.pem");
    fails(TlsOptions.defaults().withTrust(nothing), "tls.trust.file=" + nothing);
    fails(TlsOptions.defaults().withTrust(empty), "has no certificate");
    fails(identity.withCertificate(nothing, nothing), "tls.certificate.file=" + nothing);
    fails(identity.withCertificate(certificate, nothing), "tls.key.file=" + nothing);
    fails(identity.withCertificate(certificate, rsa), "PKCS #8");
  }

  @Test
  void aConfigurationIsReadWhole() {
    TlsOptions options =
        TlsOptions.configured(
            new Values(
                Map.of(
                    "tls.trust.file", "/ca.pem",
                    "tls.certificate.file", "/our.pem",
                    "tls.key.file", "/our.key",
                    "tls.verify", "false",
                    "tls.hostname.verify", "false")));
    assertThat(options)
        .isEqualTo(
            TlsOptions.defaults()
                .withTrust(Path.of("/ca.pem"))
                .withCertificate(Path.of("/our.pem"), Path.of("/our.key"))
                .withVerification(false, false));
    assertThat(TlsOptions.configured(new Values(Map.of()))).isEqualTo(TlsOptions.defaults());
    assertThatThrownBy(() -> TlsOptions.configured(new Values(Map.of("tls.key.file", "/our.key"))))
        .hasMessageContaining("tls.key.file=/our.key")
        .hasMessageContaining("tls.certificate.file");
  }

  private static String algorithm(TlsOptions options) throws IOException {
    return options.engine("broker", 6651).getSSLParameters().getEndpointIdentificationAlgorithm();
  }

  private static void fails(TlsOptions options, String message) {
    assertThatThrownBy(options::context)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("U0VDUkVU");
  }

  /** Files of a certificate that signs itself, and options that show it. */
  private TlsOptions identity(String name) throws IOException {
    TestCertificate certificate = TestCertificate.of(name);
    Path pem = Files.writeString(folder.resolve(name + ".pem"), certificate.pem());
    Path key = Files.writeString(folder.resolve(name + ".key"), certificate.keyPem());
    return TlsOptions.defaults().withCertificate(pem, key);
  }

  /** Who the client finds at the other end. */
  private static String handshake(TlsOptions server, TlsOptions client, boolean mutual)
      throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (SSLServerSocket listener =
        (SSLServerSocket)
            server
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setNeedClientAuth(mutual);
      Callable<Integer> answer =
          () -> {
            try (SSLSocket accepted = (SSLSocket) listener.accept()) {
              accepted.getOutputStream().write(7);
              return 7;
            }
          };
      Future<Integer> answered = executor.submit(answer);
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .context()
                  .getSocketFactory()
                  .createSocket(listener.getInetAddress(), listener.getLocalPort())) {
        // What the server reads of us it answers only after it has accepted our certificate.
        assertThat(socket.getInputStream().read()).isEqualTo(7);
        assertThat(answered.get(10, TimeUnit.SECONDS)).isEqualTo(7);
        return socket.getSession().getPeerPrincipal().getName();
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
