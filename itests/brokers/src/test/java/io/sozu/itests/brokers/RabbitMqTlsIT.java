package io.sozu.itests.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.TlsOptions;
import io.sozu.rabbitmq.RabbitMqConnector;
import io.sozu.rabbitmq.RabbitMqOptions;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that speaks TLS and wants to see our certificate. */
final class RabbitMqTlsIT {
  private static final TestCertificate AUTHORITY = TestCertificate.authority("authority");
  private static final TestCertificate STRANGER = TestCertificate.authority("stranger");

  private static Path folder;
  private static RabbitMqServer server;
  private static SozuPeer sozu;
  private static OwnedSozuClient client;

  @BeforeAll
  static void start(@TempDir Path given) throws IOException {
    folder = given;
    TestCertificate host = AUTHORITY.issue("localhost");
    server =
        RabbitMqServer.started(
            new RabbitMqServer.Tls(
                file("authority.pem", AUTHORITY.pem()),
                file("host.pem", host.pem()),
                file("host.key", host.keyPem()),
                true));
    sozu = SozuPeer.installed();
    client = SozuClients.connect(sozu.client().build());
  }

  @AfterAll
  static void stop() {
    client.close();
    sozu.close();
    server.close();
  }

  @Test
  void bothSidesAreVerified() throws IOException {
    becomes(trusting(AUTHORITY), server.tlsUrl(), Health.READY, "connected to amqps://");
  }

  @Test
  void aBrokerThatSomebodyElseSignedIsRefused() throws IOException {
    becomes(trusting(STRANGER), server.tlsUrl(), Health.NOT_READY, "TLS failed");
  }

  @Test
  void aBrokerOfAnotherNameIsRefusedUnlessThatIsAllowedAndThenItIsShown() throws IOException {
    String byAddress = server.tlsUrl().replace("localhost", "127.0.0.1");
    TlsOptions options = trusting(AUTHORITY);
    becomes(options, byAddress, Health.NOT_READY, "TLS failed");
    becomes(
        options.withVerification(true, false),
        byAddress,
        Health.DEGRADED,
        "tls.hostname.verify = false");
  }

  @Test
  void withoutVerificationAnyBrokerWillDoAndItIsShown() throws IOException {
    becomes(
        trusting(STRANGER).withVerification(false, false),
        server.tlsUrl(),
        Health.DEGRADED,
        "tls.verify = false");
  }

  @Test
  void aConnectorWithoutACertificateIsRefusedByTheBroker() throws IOException {
    TlsOptions options = TlsOptions.defaults().withTrust(file("ours.pem", AUTHORITY.pem()));
    RabbitMqConnector connector = open(options, server.tlsUrl());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !reason(connector).equals("not yet connected"));
    assertThat(connector.status().health()).isEqualTo(Health.NOT_READY);
    connector.close();
  }

  private static TlsOptions trusting(TestCertificate authority) throws IOException {
    TestCertificate ours = AUTHORITY.issue("connector");
    return TlsOptions.defaults()
        .withTrust(file("trust-" + authority.names().get(0) + ".pem", authority.pem()))
        .withCertificate(file("ours.pem", ours.pem()), file("ours.key", ours.keyPem()));
  }

  private static void becomes(TlsOptions tls, String uri, Health health, String words) {
    RabbitMqConnector connector = open(tls, uri);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(connector.status().summary()).contains(words));
    await().until(() -> connector.status().health() == health);
    connector.close();
  }

  private static RabbitMqConnector open(TlsOptions tls, String uri) {
    return RabbitMqConnector.open(client, RabbitMqOptions.builder(uri).tls(tls).build());
  }

  private static String reason(RabbitMqConnector connector) {
    return connector.status().summary().replace("no connection to the broker: ", "");
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
