package io.sozu.itests.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.testkit.FreePorts;
import io.sozu.testkit.Signals;
import io.sozu.testkit.SozuBinary;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import io.sozu.testkit.Tools;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./run} with the real Sōzu. */
final class RealRunIT {
  @TempDir private Path folder;

  private final String port = String.valueOf(FreePorts.next().getPort());

  @Test
  void itProxiesTheDemoUntilSigterm() throws Exception {
    try (Run run = new Run(folder)) {
      run.start("--http-port", port, "--env", Run.env());
      Addresses addresses = run.awaitAddresses();

      assertThat(run.output()).contains("Starting Sōzu (" + SozuBinary.get() + ")");
      assertThat(addresses.others()).containsOnlyKeys("PKI_FOLDER");
      assertThat(addresses.website("demo.localhost")).isEqualTo("Hello from behind Sōzu\n");
      try (Socket https = new Socket()) {
        https.connect(address(addresses.https()), 1000);
      }
      Facts.theAddressesAreRight(addresses);
      // Before the page is checked, so that it has what is told of a certificate.
      aCertificateThatIsPutThereIsServed(addresses);
      Facts.theMetricsMove(addresses);

      run.terminate();
      run.ends(143);
    }
  }

  @Test
  void itEndsWithItsSozuAndSaysSoAndKillsAKarafThatCannotEnd() throws Exception {
    try (Run run = new Run(folder)) {
      Addresses addresses = run.start("--http-port", port, "--env", Run.env()).awaitAddresses();

      Signals.send("STOP", addresses.karaf());
      Signals.send("KILL", run.child("sozu.toml"));
      run.ends(1);
      assertThat(run.output()).contains("run: sozu has ended by itself");
    }
  }

  @Test
  void anAttachedOneEndsWithItsKarafAndLeavesTheSozuAlone() throws Exception {
    try (SozuPeer sozu = SozuPeer.installed();
        Run run = new Run(folder)) {
      run.start("--sozu-config", sozu.config().toString(), "--http-port", port, "--env", Run.env());
      Addresses addresses = run.awaitAddresses();

      assertThat(addresses.config()).isEqualTo(sozu.config().toRealPath());
      assertThat(address(addresses.http())).isEqualTo(sozu.http());
      assertThat(address(addresses.https())).isEqualTo(sozu.https());
      Facts.theAddressesAreRight(addresses);
      assertThat(addresses.page()).contains("sozu_up{sozu_instance=\"main\"} 1");

      Signals.send("KILL", addresses.karaf());
      run.ends(1);
      assertThat(run.output()).contains("run: karaf has ended by itself");
      Facts.theWorkersRun(sozu.socket());
    }
  }

  private static void aCertificateThatIsPutThereIsServed(Addresses addresses) throws IOException {
    TestCertificate certificate = TestCertificate.of("demo.localhost");
    Path folder = Path.of(addresses.others().get("PKI_FOLDER"));
    Files.writeString(folder.resolve("demo.crt"), certificate.pem());
    Files.writeString(folder.resolve("demo.key"), certificate.keyPem());
    String port = addresses.https().substring(addresses.https().lastIndexOf(':') + 1);
    await("the website with that certificate")
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(
                        Tools.run(
                            "",
                            "curl",
                            "--silent",
                            "--show-error",
                            "--cacert",
                            folder.resolve("demo.crt").toString(),
                            "--resolve",
                            "demo.localhost:" + port + ":127.0.0.1",
                            "https://demo.localhost:" + port + "/"))
                    .isEqualTo("Hello from behind Sōzu\nexit 0"));
  }

  private static InetSocketAddress address(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new InetSocketAddress(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }
}
