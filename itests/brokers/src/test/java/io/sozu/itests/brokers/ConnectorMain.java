package io.sozu.itests.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.IntakeOptions.Acknowledge;
import io.sozu.itests.brokers.BrokerUnderTest.Running;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A connector as a program that can be killed. It does what each line of its input says and then
 * prints that line; it ends in an orderly way when its input does.
 */
final class ConnectorMain {
  /** Closes the connector and opens it again, as its bundle does when it is stopped and started. */
  static final String REOPEN = "reopen";

  /** Waits until it is connected to broker and Sōzu. */
  static final String AWAIT_READY = "ready";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ConnectorMain() {}

  /** Takes the words of an {@link Opener}, Sōzu's TOML and the file that its state is saved to. */
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    Opener opener = Opener.of(words);
    ClientOptions options =
        ClientOptions.sozuConfig(Path.of(words.get(3))).stateSave(Path.of(words.get(4))).build();
    try (OwnedSozuClient sozu = SozuClients.connect(options);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      Running connector = opener.open(sozu, intake());
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(REOPEN)) {
          connector.close();
          connector = opener.open(sozu, intake());
        } else {
          Running opened = connector;
          await().atMost(PATIENCE).until(() -> opened.status().health() == Health.READY);
        }
        System.out.println(line);
      }
      connector.close();
    }
  }

  private static IntakeOptions intake() {
    return IntakeOptions.builder()
        .acknowledge(Acknowledge.SAVED)
        .removalPercent(100)
        .retryMax(Duration.ofSeconds(1))
        .build();
  }
}
