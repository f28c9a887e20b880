package io.sozu.rabbitmq.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.config.Secret;
import io.sozu.client.config.Values;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.TlsOptions;
import io.sozu.rabbitmq.RabbitMqOptions;
import io.sozu.rabbitmq.RabbitMqOptions.QueueType;
import io.sozu.rabbitmq.RabbitMqOptions.Topology;
import io.sozu.testkit.BrokerTables;
import io.sozu.testkit.ConfigTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One set of defaults: annotation, options, the template that the feature installs and the README.
 */
final class ConfigurationKeysTest {
  private static final Path TEMPLATE = Path.of("src/main/cfg/io.sozu.rabbitmq-main.cfg");
  private static final String URI = "amqp://127.0.0.1:5672";

  @Test
  void theAnnotationHasTheDefaultsOfTheOptions() {
    Map<String, String> annotation = ConfigTemplate.defaults(RabbitMqConfig.class);
    annotation.put("uri", URI);
    assertThat(Configured.options(new Values(annotation)))
        .isEqualTo(Configured.options(new Values(Map.of("uri", URI))))
        .isEqualTo(RabbitMqOptions.builder(URI).build());
  }

  @Test
  void theTemplateShowsEachKeyWithItsDefault() {
    ConfigTemplate template = ConfigTemplate.read(TEMPLATE);
    assertThat(template.set()).containsExactlyInAnyOrderEntriesOf(Map.of("uri", URI));
    Map<String, String> shown = new TreeMap<>(template.shown());
    shown.put("uri", "");
    assertThat(shown).isEqualTo(ConfigTemplate.defaults(RabbitMqConfig.class));
  }

  @Test
  void theReadmeHasEachKeyAsTheAnnotationHasIt() throws IOException {
    BrokerTables tables =
        BrokerTables.of("RabbitMQ (`etc/io.sozu.rabbitmq-NAME.cfg`)", RabbitMqConfig.class);
    // What should be there is written where it can be copied from.
    Files.writeString(Path.of("target/readme-section.md"), tables.text());
    assertThat(Files.readString(Path.of("../../README.md")))
        .contains(tables.own(), tables.shared());
  }

  @Test
  void everyKeyIsRead() {
    Map<String, Object> texts = new HashMap<>();
    texts.put("uri", "amqps://broker");
    texts.put("username", "me");
    texts.put("password.file", "/run/password");
    texts.put("exchange", "e");
    texts.put("routing.keys", new String[] {"a.#, b.*"});
    texts.put("queue", "q");
    texts.put("queue.type", "classic");
    texts.put("prefetch", "7");
    texts.put("dead.letter.exchange", "d");
    texts.put("replies", "r");
    texts.put("topology", "check");
    texts.put("tls.trust.file", "/ca.pem");
    texts.put("tls.certificate.file", "/me.pem");
    texts.put("tls.key.file", "/key.pem");
    texts.put("tls.verify", "false");
    texts.put("tls.hostname.verify", false);
    texts.put("paused", "true");
    assertThat(Configured.options(new Values(texts)))
        .isEqualTo(
            RabbitMqOptions.builder("amqps://broker")
                .username("me")
                .password(Secret.inFile("password", Path.of("/run/password")))
                .exchange("e")
                .routingKeys(List.of("a.#", "b.*"))
                .queue("q")
                .queueType(QueueType.CLASSIC)
                .prefetch(7)
                .deadLetterExchange("d")
                .replies("r")
                .topology(Topology.CHECK)
                .tls(
                    TlsOptions.defaults()
                        .withTrust(Path.of("/ca.pem"))
                        .withCertificate(Path.of("/me.pem"), Path.of("/key.pem"))
                        .withVerification(false, false))
                .intake(IntakeOptions.builder().paused(true).build())
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uri | '' | uri=: must be amqp://",
        "queue.type | stream | queue.type=stream: must be quorum or classic",
        "topology | create | topology=create: must be declare or check",
        "prefetch | many | prefetch=many: must be a whole number",
        "tls.verify | no | tls.verify=no: must be true or false",
        "password.env | X | password=in 2 places: must be in at most one",
        "removal.max | 10 | removal.max=10: must be a percentage",
      })
  void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String message) {
    Map<String, Object> texts = new HashMap<>(Map.of("uri", URI, "password.file", "/run/password"));
    texts.put(key, value);
    assertThatThrownBy(() -> Configured.options(new Values(texts)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
