package io.sozu.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.testkit.FreePorts;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** The PKI connector and BouncyCastle on a bare OSGi framework. */
final class PkiPlatformIT {
  private static final String STATUS = "io.sozu.client.status.ConnectorStatus";
  private static final String INVENTORY = "io.sozu.pki.Inventory";
  private static final String OURS = "(&(sozu.connector=pki)(sozu.instance=main))";
  private static final String SERVED = "1 of 1 certificates served";
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void itServesWhenSozuComesAndLeavesNothing(@TempDir Path storage, @TempDir Path folder)
      throws Exception {
    TestCertificate certificate = TestCertificate.of("osgi.example");
    Files.writeString(folder.resolve("a.pem"), certificate.pem() + certificate.keyPem());
    try (SozuPeer sozu = SozuPeer.installed();
        Platform platform = Platform.launch(storage, FreePorts.next().getPort())) {
      platform.configure("io.sozu.pki", "main", Map.of("folder", folder.toString()));
      await().atMost(LONG).until(() -> platform.has(STATUS, OURS) && platform.has(INVENTORY, OURS));
      assertThat(platform.summary(OURS)).isEqualTo("waiting for a client of Sōzu");

      platform.configure(
          "io.sozu.client",
          "main",
          Map.of("sozu.instance", "main", "sozu.config", sozu.config().toString()));
      await().atMost(LONG).until(() -> platform.summary(OURS).equals(SERVED));

      Bundle bundle = platform.bundle("io.sozu.pki");
      bundle.stop();
      assertThat(platform.has(STATUS, OURS)).isFalse();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("sozu-main-pki"));
      bundle.start();
      await()
          .atMost(LONG)
          .until(() -> platform.has(STATUS, OURS) && platform.summary(OURS).equals(SERVED));
    }
  }
}
