package io.sozu.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.testkit.FreePorts;
import io.sozu.testkit.SozuPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** RabbitMQ's connector, its client and what that wants, on a bare OSGi framework. */
final class RabbitMqPlatformIT {
  private static final String STATUS = "io.sozu.client.status.ConnectorStatus";
  private static final String BRAKE = "io.sozu.intake.Brake";
  private static final String OURS = "(&(sozu.connector=rabbitmq)(sozu.instance=main))";
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void itWaitsForSozuAndThenForItsBrokerAndLeavesNothing(@TempDir Path storage) throws Exception {
    int nobody = FreePorts.next().getPort();
    try (SozuPeer sozu = SozuPeer.installed();
        Platform platform = Platform.launch(storage, FreePorts.next().getPort())) {
      platform.configure("io.sozu.rabbitmq", "main", Map.of("uri", "amqp://127.0.0.1:" + nobody));
      await().atMost(LONG).until(() -> platform.has(STATUS, OURS) && platform.has(BRAKE, OURS));
      assertThat(platform.summary(OURS)).isEqualTo("waiting for a client of Sōzu");

      platform.configure(
          "io.sozu.client",
          "main",
          Map.of("sozu.instance", "main", "sozu.config", sozu.config().toString()));
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(platform.summary(OURS)).contains("Connection refused"));

      Bundle bundle = platform.bundle("io.sozu.rabbitmq");
      bundle.stop();
      assertThat(platform.has(STATUS, OURS)).isFalse();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("sozu-main-rabbitmq"));
      bundle.start();
      await()
          .atMost(LONG)
          .until(() -> platform.has(STATUS, OURS) && platform.summary(OURS).contains("refused"));
    }
  }
}
