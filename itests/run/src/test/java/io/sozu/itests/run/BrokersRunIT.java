package io.sozu.itests.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.testkit.FreePorts;
import io.sozu.testkit.SozuBinary;
import io.sozu.testkit.Tools;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./run --with} a broker, and the real Sōzu. */
final class BrokersRunIT {
  private static final String EXAMPLE = "EXAMPLE_REQUESTS";
  private static final String PKI = "PKI_FOLDER";

  @TempDir private Path folder;

  private final String port = String.valueOf(FreePorts.next().getPort());

  @Test
  void whatIsPublishedToRabbitMqIsServedUntilSigterm() throws Exception {
    try (Run run = new Run(folder)) {
      run.start("--with", "rabbitmq", "--http-port", port, "--env", Run.env());
      Addresses addresses = run.awaitAddresses();

      assertThat(addresses.others())
          .containsOnlyKeys(
              PKI, "RABBITMQ_URL", "RABBITMQ_EXCHANGE", "RABBITMQ_DEAD_LETTER", EXAMPLE);
      theExampleIsServed(run, addresses, "rabbitmq");
      run.terminate();
      run.ends(143);
    }
  }

  @Test
  void whatIsPublishedToPulsarIsServedUntilSigterm() throws Exception {
    try (Run run = new Run(folder)) {
      run.start("--with", "pulsar", "--http-port", port, "--env", Run.env());
      Addresses addresses = run.awaitAddresses();

      assertThat(addresses.others())
          .containsOnlyKeys(PKI, "PULSAR_URL", "PULSAR_TOPIC", "PULSAR_DEAD_LETTER", EXAMPLE);
      theExampleIsServed(run, addresses, "pulsar");
      run.terminate();
      run.ends(143);
    }
  }

  @Test
  void bothAtOnceEndWithCtrlC() throws Exception {
    try (Run run = new Run(folder)) {
      run.start("--with", "pulsar", "--with", "rabbitmq", "--http-port", port, "--env", Run.env());
      Addresses addresses = run.awaitAddresses();

      assertThat(addresses.others())
          .containsOnlyKeys(
              PKI,
              "PULSAR_URL",
              "PULSAR_TOPIC",
              "PULSAR_DEAD_LETTER",
              "RABBITMQ_URL",
              "RABBITMQ_EXCHANGE",
              "RABBITMQ_DEAD_LETTER",
              EXAMPLE);
      assertThat(addresses.page())
          .contains(
              "sozu_connector_ready{sozu_instance=\"main\",connector=\"pulsar\"} 1",
              "sozu_connector_ready{sozu_instance=\"main\",connector=\"rabbitmq\"} 1");
      theExampleIsServed(run, addresses, "rabbitmq");
      run.interrupt();
      run.ends(130);
    }
  }

  private static void theExampleIsServed(Run run, Addresses addresses, String broker) {
    assertThat(run.output())
        .contains("Starting Sōzu (" + SozuBinary.get() + ")")
        .doesNotContain("Building");
    assertThat(
            Tools.run(
                "",
                Path.of("../brokers/publish").toString(),
                "--env",
                run.scripts().resolve("addresses").toString(),
                "--to",
                broker,
                addresses.others().get(EXAMPLE)))
        .endsWith("exit 0");
    await("the website that was published")
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(addresses.website("shop.localhost"))
                    .isEqualTo("Hello from behind Sōzu\n"));
  }
}
