package io.sozu.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our distribution, unpacked, configured and started as a user does it. */
final class DistributionKarafIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final long FEW_MEGABYTES = 250;
  private static final String PKI = "{sozu_instance=\"main\",connector=\"pki\",name=\"main\"}";

  @TempDir private Path folder;

  @Test
  void itServesMetricsSoonAndCertificatesTakesLittleMemoryAndStopsWhenTold() throws Exception {
    try (SozuPeer sozu = SozuPeer.installed();
        UnpackedKaraf karaf = new UnpackedKaraf(archive(), folder)) {
      karaf.put("io.sozu.client-main", "sozu.config", sozu.config().toString());

      long begin = System.nanoTime();
      QuietTime quiet = QuietTime.begin();
      karaf.start();
      Karaf.await("a good scrape", karaf::up, karaf::log);
      Duration start = quiet.of(karaf.process());
      System.out.printf(
          "distribution: first good scrape after %d ms (%d ms on a quiet machine), %d MB resident%n",
          (System.nanoTime() - begin) / 1_000_000, start.toMillis(), karaf.residentMegabytes());

      assertThat(start).isLessThan(SOON);
      await()
          .during(IDLE)
          .atMost(IDLE.plusSeconds(5))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(karaf.residentMegabytes()).isLessThan(FEW_MEGABYTES));
      System.out.printf("distribution: %d MB resident when idle%n", karaf.residentMegabytes());
      itServesTheCertificatesOfItsFolder(karaf);
      karaf.stop();
    }
  }

  /** The connector to certificates has nothing to complain about until somebody uses it. */
  private static void itServesTheCertificatesOfItsFolder(UnpackedKaraf karaf) throws Exception {
    assertThat(karaf.page())
        .contains("sozu_connector_ready" + PKI + " 1", "sozu_connector_degraded" + PKI + " 0");
    TestCertificate certificate = TestCertificate.of("shop.test");
    Files.writeString(karaf.file("etc/sozu-pki/shop.key"), certificate.keyPem());
    Files.writeString(karaf.file("etc/sozu-pki/shop.crt"), certificate.pem());
    await()
        .untilAsserted(
            () ->
                assertThat(karaf.page())
                    .contains("sozu_connector_served" + PKI + " 1", "name=\"shop.test\""));
  }

  private static Path archive() {
    String name = "karaf-distro-" + System.getProperty("project.version") + ".tar.gz";
    return Path.of("../../karaf-distro/target", name).toAbsolutePath();
  }
}
