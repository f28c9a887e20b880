package io.sozu.itests.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.config.Secret;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.TlsOptions;
import io.sozu.pulsar.PulsarConnector;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and tokens, on a broker that asks for both, and for a certificate of ours. */
final class PulsarSecurityIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final byte[] KEY = "a key that signs tokens, 32 bytes".getBytes(UTF_8);

  private static Path folder;

  private static SozuPeer sozu;
  private static OwnedSozuClient client;
  private static PulsarServer server;
  private static TlsOptions trusted;

  private @Nullable PulsarConnector connector;

  @BeforeAll
  static void start(@TempDir Path given) throws Exception {
    folder = given;
    sozu = SozuPeer.installed();
    client = SozuClients.connect(sozu.client().build());
    certificate("broker", "localhost");
    certificate("client", "client");
    certificate("other", "other");
    trusted =
        TlsOptions.defaults()
            .withTrust(folder.resolve("broker.pem"))
            .withCertificate(folder.resolve("client.pem"), folder.resolve("client.key"));
    Files.write(folder.resolve("secret"), KEY);
    Map<String, String> settings = new HashMap<>();
    settings.put("advertisedAddress", "localhost");
    settings.put("brokerServicePortTls", "{tls}");
    settings.put("tlsCertificateFilePath", folder.resolve("broker.pem").toString());
    settings.put("tlsKeyFilePath", folder.resolve("broker.key").toString());
    settings.put("tlsTrustCertsFilePath", folder.resolve("client.pem").toString());
    settings.put("tlsRequireTrustedClientCertOnConnect", "true");
    settings.put("authenticationEnabled", "true");
    settings.put("authorizationEnabled", "true");
    settings.put("superUserRoles", "admin");
    settings.put(
        "authenticationProviders",
        "org.apache.pulsar.broker.authentication.AuthenticationProviderToken");
    settings.put("tokenSecretKey", "file://" + folder.resolve("secret"));
    settings.put(
        "brokerClientAuthenticationPlugin",
        "org.apache.pulsar.client.impl.auth.AuthenticationToken");
    settings.put("brokerClientAuthenticationParameters", "token:" + token("admin", KEY));
    server = PulsarServer.started(settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    client.close();
    sozu.close();
  }

  @AfterEach
  void close() {
    connector().close();
  }

  @Test
  void aBrokerThatIsTrustedAndTrustsUsIsConsumed() throws Exception {
    connect(trusted, token("admin", KEY));
    await().atMost(LONG).until(() -> connector().status().health() == Health.READY);
  }

  @Test
  void aBrokerThatIsNotTrustedIsToldAndConsumedOnceItIs() throws Exception {
    connect(trusted.withTrust(folder.resolve("other.pem")), token("admin", KEY));
    told("TLS with localhost", "PKIX path");
    connector().use(options(trusted, Secret.of("token", token("admin", KEY))));
    await().atMost(LONG).until(() -> connector().status().health() == Health.READY);
  }

  @Test
  void withoutACertificateOfOursTheBrokerSaysNo() throws Exception {
    connect(TlsOptions.defaults().withTrust(folder.resolve("broker.pem")), token("admin", KEY));
    told("TLS with localhost", "certificate");
  }

  @Test
  void withoutVerificationItWorksAndIsShown() throws Exception {
    connect(
        trusted.withTrust(folder.resolve("other.pem")).withVerification(false, true),
        token("admin", KEY));
    await().atMost(LONG).until(() -> connector().status().health() == Health.DEGRADED);
    assertThat(connector().status().summary()).contains("tls.verify = false");
  }

  @Test
  void aFileThatIsMissingIsNamed() throws Exception {
    connect(trusted.withTrust(folder.resolve("missing.pem")), token("admin", KEY));
    told("tls.trust.file=" + folder.resolve("missing.pem"));
  }

  @Test
  void aTokenThatIsRefusedIsTold() throws Exception {
    connect(trusted, token("admin", "another key that signs tokens, ok".getBytes(UTF_8)));
    told("does not accept who we say we are");
  }

  @Test
  void aTokenWithoutPermissionIsTold() throws Exception {
    connect(trusted, token("nobody", KEY));
    told("no permission", "not authorized");
  }

  @Test
  void aTokenFileIsReadAgainForEachConnection() throws Exception {
    Path file = folder.resolve("token");
    connector = PulsarConnector.open(client, options(trusted, Secret.inFile("token", file)));
    told("token.file=" + file);
    Files.writeString(file, token("admin", KEY));
    await().atMost(LONG).until(() -> connector().status().health() == Health.READY);
  }

  private void connect(TlsOptions tls, String token) {
    connector = PulsarConnector.open(client, options(tls, Secret.of("token", token)));
  }

  private static PulsarOptions options(TlsOptions tls, Secret token) {
    return PulsarOptions.builder(server.tlsUrl())
        .topics(List.of("secured"))
        .tls(tls)
        .token(token)
        .build();
  }

  /** Waits until the status says why there is no connection, without secrets. */
  private void told(String... words) {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(connector().status().summary()).contains(words));
    assertThat(connector().status().health()).isEqualTo(Health.NOT_READY);
    assertThat(connector().status().summary()).doesNotContain("eyJ", "PRIVATE");
  }

  private static void certificate(String file, String host) throws IOException {
    TestCertificate certificate = TestCertificate.of(host);
    Files.writeString(folder.resolve(file + ".pem"), certificate.pem());
    Files.writeString(folder.resolve(file + ".key"), certificate.keyPem());
  }

  /** A JSON web token of a role. */
  private static String token(String role, byte[] key) throws GeneralSecurityException {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed =
        base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(UTF_8))
            + "."
            + base64.encodeToString(("{\"sub\":\"" + role + "\"}").getBytes(UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return signed + "." + base64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
  }

  private PulsarConnector connector() {
    return Objects.requireNonNull(connector);
  }
}
