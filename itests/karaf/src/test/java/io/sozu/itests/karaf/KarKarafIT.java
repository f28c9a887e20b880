package io.sozu.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.QueryCertificatesFilters;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.PeerConnection;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One KAR copied into the deploy folder of a stock Karaf that runs, and that reaches no Maven
 * repository: neither Maven Central nor this machine's own.
 */
final class KarKarafIT {
  private static final String MAVEN = "org.ops4j.pax.url.mvn";

  /** Longer than the two looks, a second apart, in which File Install wants a file unchanged. */
  private static final Duration SAVE_AGAIN = Duration.ofSeconds(6);

  private long saved = System.nanoTime() - SAVE_AGAIN.toNanos();
  private SozuPeer sozu;
  private UnpackedKaraf karaf;

  @BeforeEach
  void start(@TempDir Path folder, @TempDir Path empty) throws Exception {
    sozu = SozuPeer.installed();
    karaf = new UnpackedKaraf(Path.of(System.getProperty("karaf.archive")), folder);
    karaf.put(MAVEN, MAVEN + ".repositories", empty.toUri() + "@id=none");
    karaf.put(MAVEN, MAVEN + ".localRepository", empty.toString());
    karaf.start();
  }

  @AfterEach
  void end() {
    karaf.close();
    sozu.close();
  }

  @Test
  void theKarOfTheMetricsBringsAllThatServesThem() throws Exception {
    deploy("sozu-metrics");

    Karaf.await("a good scrape", karaf::up, karaf::log);
    assertThat(karaf.file("etc/io.sozu.metrics.cfg")).exists();
  }

  @Test
  void theKarOfTheClientBringsTheClientAlone() throws Exception {
    deploy("sozu-client");

    assertThat(karaf.page()).contains("Connection refused");
    assertThat(karaf.file("etc/io.sozu.metrics.cfg")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"pulsar, service.url, pulsar", "rabbitmq, uri, amqp"})
  void theKarOfABrokersConnectorBringsAllThatConnectsIt(String broker, String key, String scheme)
      throws Exception {
    karaf.put("io.sozu." + broker + "-main", key, scheme + "://127.0.0.1:" + Containers.freePort());
    deploy("sozu-" + broker);

    Karaf.await(
        "a connector that looks for its broker",
        () ->
            karaf
                .log()
                .lines()
                .anyMatch(line -> line.matches(".*main-" + broker + ": .*refused.*")),
        karaf::log);
  }

  @Test
  void theKarOfTheCertificatesServesThoseOfAFolderAndLeavesThemWhenItGoes() throws Exception {
    TestCertificate certificate = TestCertificate.of("shop.example");
    Path folder = Files.createDirectories(karaf.file("etc/sozu-pki"));
    Files.writeString(folder.resolve("shop.crt"), certificate.pem());
    Files.writeString(folder.resolve("shop.key"), certificate.keyPem());
    deploy("sozu-pki");

    Karaf.await("a certificate that is served", () -> serves(certificate), karaf::log);
    Files.delete(karaf.file("deploy/sozu-pki.kar"));
    Karaf.await(
        "the connector to go", () -> karaf.log().contains("Uninstalling bundles:"), karaf::log);
    assertThat(serves(certificate)).isTrue();
  }

  private boolean serves(TestCertificate certificate) {
    try (PeerConnection connection = PeerConnection.to(sozu.socket())) {
      return connection
          .ask(
              Request.newBuilder()
                  .setQueryCertificatesFromWorkers(
                      QueryCertificatesFilters.newBuilder().setDomain(certificate.names().get(0)))
                  .build())
          .last()
          .toString()
          .contains(certificate.fingerprint());
    }
  }

  /** What {@code cp} does, and the one edit that is needed then. */
  private void deploy(String feature) throws Exception {
    Path kar = Archives.kar(feature);
    Files.copy(kar, karaf.file("deploy").resolve(kar.getFileName()));
    Path configuration = karaf.file("etc/io.sozu.client-main.cfg");
    Karaf.await("the configuration file", () -> Files.exists(configuration), karaf::log);
    Karaf.await("a client that is connected", this::connected, karaf::log);
  }

  /**
   * Whether the client has got through. As long as it has not, the edit is saved every few seconds:
   * File Install marks a file as seen when it hears of the configuration that Karaf made of it, so
   * that an edit in that moment is passed over, or overwritten.
   */
  private boolean connected() throws Exception {
    if (karaf.log().contains("main: connected to Sōzu")) {
      return true;
    }
    if (System.nanoTime() - saved > SAVE_AGAIN.toNanos()) {
      karaf.put("io.sozu.client-main", "sozu.config", sozu.config().toString());
      saved = System.nanoTime();
    }
    return false;
  }
}
