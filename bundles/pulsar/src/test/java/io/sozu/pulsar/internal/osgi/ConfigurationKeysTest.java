package io.sozu.pulsar.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.config.Secret;
import io.sozu.client.config.Values;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.TlsOptions;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.PulsarOptions.Replay;
import io.sozu.pulsar.PulsarOptions.Start;
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
  private static final Path TEMPLATE = Path.of("src/main/cfg/io.sozu.pulsar-main.cfg");
  private static final String URL = "pulsar://127.0.0.1:6650";
  private static final Map<String, String> SET = Map.of("service.url", URL, "topics", "sozu");

  @Test
  void theAnnotationHasTheDefaultsOfTheOptions() {
    Map<String, String> annotation = ConfigTemplate.defaults(PulsarConfig.class);
    annotation.putAll(SET);
    assertThat(Configured.options(new Values(annotation)))
        .isEqualTo(Configured.options(new Values(SET)))
        .isEqualTo(PulsarOptions.builder(URL).topics(List.of("sozu")).build());
  }

  @Test
  void theTemplateShowsEachKeyWithItsDefault() {
    ConfigTemplate template = ConfigTemplate.read(TEMPLATE);
    assertThat(template.set()).isEqualTo(SET);
    Map<String, String> shown = new TreeMap<>(template.shown());
    SET.keySet().forEach(key -> shown.put(key, ""));
    assertThat(shown).isEqualTo(ConfigTemplate.defaults(PulsarConfig.class));
  }

  @Test
  void theReadmeHasEachKeyAsTheAnnotationHasIt() throws IOException {
    BrokerTables tables =
        BrokerTables.of("Pulsar (`etc/io.sozu.pulsar-NAME.cfg`)", PulsarConfig.class);
    // What should be there is written where it can be copied from.
    Files.writeString(Path.of("target/readme-section.md"), tables.text());
    assertThat(Files.readString(Path.of("../../README.md")))
        .contains(tables.own(), tables.shared());
  }

  @Test
  void everyKeyIsRead() {
    Map<String, Object> texts = new HashMap<>();
    texts.put("service.url", "pulsar+ssl://a:1,b:2");
    texts.put("topics", new String[] {"one, persistent://t/n/two"});
    texts.put("subscription", "s");
    texts.put("subscription.type", "key-shared");
    texts.put("start", "latest");
    texts.put("dead.letter.topic", "d");
    texts.put("replies", "r");
    texts.put("receiver.queue", 7);
    texts.put("tls.trust.file", "/ca.pem");
    texts.put("tls.certificate.file", "/me.pem");
    texts.put("tls.key.file", "/key.pem");
    texts.put("tls.verify", "false");
    texts.put("tls.hostname.verify", false);
    texts.put("auth.plugin", "org.example.Plugin");
    texts.put("auth.params", "a:b");
    texts.put("paused", "true");
    assertThat(Configured.options(new Values(texts)))
        .isEqualTo(
            PulsarOptions.builder("pulsar+ssl://a:1,b:2")
                .topics(List.of("one", "persistent://t/n/two"))
                .subscription("s")
                .subscriptionType(PulsarOptions.Type.KEY_SHARED)
                .start(Start.LATEST)
                .deadLetterTopic("d")
                .replies("r")
                .receiverQueue(7)
                .tls(
                    TlsOptions.defaults()
                        .withTrust(Path.of("/ca.pem"))
                        .withCertificate(Path.of("/me.pem"), Path.of("/key.pem"))
                        .withVerification(false, false))
                .authPlugin("org.example.Plugin")
                .authParams(Secret.of("auth.params", "a:b"))
                .intake(IntakeOptions.builder().paused(true).build())
                .build());
    Map<String, String> others =
        Map.of(
            "service.url",
            URL,
            "topics.pattern",
            "sozu-.*",
            "token.env",
            "TOKEN",
            "replay",
            "compacted");
    assertThat(Configured.options(new Values(others)))
        .isEqualTo(
            PulsarOptions.builder(URL)
                .topicsPattern("sozu-.*")
                .replay(Replay.COMPACTED)
                .token(Secret.inVariable("token", "TOKEN"))
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "service.url | '' | service.url=: must be pulsar://host:port",
        "service.url | http://broker | service.url=http://broker: must be pulsar://host:port",
        "topics | '' | topics=: must be given, or topics.pattern",
        "topics.pattern | sozu-.* | topics=sozu: must be given, or topics.pattern, and not both",
        "topics | non-persistent://a/b/c | must be a persistent topic",
        "subscription.type | shared | subscription.type=shared: must be failover or key-shared",
        "start | now | start=now: must be earliest or latest",
        "replay | all | replay=all: must be none or compacted",
        "receiver.queue | many | receiver.queue=many: must be a whole number",
        "receiver.queue | 0 | receiver.queue=0: must be from 1",
        "dead.letter.topic | sozu | dead.letter.topic=sozu: must be none of topics",
        "replies | sozu | replies=sozu: must be none of topics",
        "tls.verify | no | tls.verify=no: must be true or false",
        "tls.trust.file | /ca.pem | must be pulsar+ssl:// for the keys that begin with tls.",
        "token.env | X | token=in 2 places: must be in at most one",
        "auth.plugin | org.example.P | must be absent when there is a token",
        "auth.params | a:b | auth.params=<hidden>: must be absent without auth.plugin",
        "removal.max | 10 | removal.max=10: must be a percentage",
      })
  void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String message) {
    Map<String, Object> texts = new HashMap<>(SET);
    texts.put("token.file", "/run/token");
    texts.put(key, value);
    assertThatThrownBy(() -> Configured.options(new Values(texts)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void secretsAreNotPrinted() {
    PulsarOptions options =
        PulsarOptions.builder(URL)
            .topics(List.of("t"))
            .authPlugin("org.example.Plugin")
            .authParams(Secret.of("auth.params", "TOP-SECRET"))
            .build();
    assertThat(options.toString()).contains("authParams=<hidden>").doesNotContain("TOP-SECRET");
    PulsarOptions token =
        PulsarOptions.builder(URL)
            .topics(List.of("t"))
            .token(Secret.of("token", "TOP-SECRET"))
            .build();
    assertThat(token.toString()).contains("token=<hidden>").doesNotContain("TOP-SECRET");
  }
}
