package io.sozu.pki.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.config.Values;
import io.sozu.pki.Layout;
import io.sozu.pki.PkiOptions;
import io.sozu.testkit.ConfigKey;
import io.sozu.testkit.ConfigTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One set of defaults: annotation, options, the template that the feature installs and the README.
 */
final class ConfigurationKeysTest {
  private static final Path TEMPLATE = Path.of("src/main/cfg/io.sozu.pki-main.cfg");
  private static final String FOLDER = "/etc/pki";

  @Test
  void theAnnotationHasTheDefaultsOfTheOptions() {
    Map<String, String> annotation = ConfigTemplate.defaults(PkiConfig.class);
    annotation.put("folder", FOLDER);
    assertThat(Configured.options(new Values(annotation)))
        .isEqualTo(Configured.options(new Values(Map.of("folder", FOLDER))))
        .isEqualTo(PkiOptions.builder(Path.of(FOLDER)).build());
  }

  @Test
  void theTemplateShowsEachKeyWithItsDefaultOrWhatTheDistributionSets() {
    ConfigTemplate template = ConfigTemplate.read(TEMPLATE);
    Map<String, String> set =
        Map.of(
            "folder", "${karaf.etc}/sozu-pki",
            "proof", "true",
            "ledger", "${karaf.data}/sozu-pki/main.ledger");
    assertThat(template.set()).containsExactlyInAnyOrderEntriesOf(set);
    Map<String, String> others = new TreeMap<>(ConfigTemplate.defaults(PkiConfig.class));
    others.keySet().removeAll(set.keySet());
    assertThat(template.shown()).isEqualTo(others);
  }

  @Test
  void theReadmeHasEachKeyAsTheAnnotationHasIt() throws IOException {
    String table =
        "### Settings (`etc/io.sozu.pki-NAME.cfg`, and `PkiOptions` in plain Java)\n\n"
            + ConfigKey.HEAD
            + ConfigKey.of(PkiConfig.class).stream()
                .map(ConfigKey::row)
                .collect(Collectors.joining());
    // What should be there is written where it can be copied from.
    Files.writeString(Path.of("target/readme-section.md"), table);
    assertThat(Files.readString(Path.of("../../README.md"))).contains(table);
  }

  @Test
  void everyKeyIsRead() {
    Map<String, Object> texts = new HashMap<>();
    texts.put("folder", "/pki");
    texts.put("layouts", "pair, kubernetes");
    texts.put("pattern", "{name}/a {name}/b");
    texts.put("password.file", "/p");
    texts.put("open.keys", "refuse");
    texts.put("listeners", new String[] {"0.0.0.0:443, [0:0::0]:443"});
    texts.put("mapping.file", "/m");
    texts.put("watch", "false");
    texts.put("poll", "1s");
    texts.put("quiet", "1ms");
    texts.put("rescan", "2s");
    texts.put("reconcile", "3s");
    texts.put("removal.grace", "4s");
    texts.put("removal.max", "5%");
    texts.put("removal.least", "6");
    texts.put("release.file", "/r");
    texts.put("adopt", true);
    texts.put("proof", "true");
    texts.put("expiry.days", "7");
    texts.put("ledger", "/l");
    assertThat(Configured.options(new Values(texts)))
        .isEqualTo(
            PkiOptions.builder(Path.of("/pki"))
                .layouts(List.of(Layout.PAIR, Layout.KUBERNETES))
                .pattern("{name}/a {name}/b")
                .pkcs12Password(Path.of("/p"))
                .refuseOpenKeys(true)
                .listeners(List.of("0.0.0.0:443", "[::]:443"))
                .mappingFile(Path.of("/m"))
                .watch(false)
                .poll(Duration.ofSeconds(1))
                .quiet(Duration.ofMillis(1))
                .rescan(Duration.ofSeconds(2))
                .reconcile(Duration.ofSeconds(3))
                .removalGrace(Duration.ofSeconds(4))
                .removalPercent(5)
                .removalLeast(6)
                .releaseFile(Path.of("/r"))
                .adopt(true)
                .proof(true)
                .expiryDays(List.of(7))
                .ledger(Path.of("/l"))
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "folder | '' | folder=: must be the path of a folder",
        "layouts | pem | layouts=pem: must be some of pair, certbot, kubernetes, combined and pkcs12",
        "pattern | x | pattern=x: must be one or two paths",
        "open.keys | no | open.keys=no: must be warn or refuse",
        "listeners | localhost:443 | listeners=localhost:443: must be an IP address and a port",
        "listeners | ::1:443 | listeners=::1:443: must be an IP address and a port",
        "poll | 0s | poll=PT0S: must be above zero",
        "quiet | 20 | quiet=20 is not a duration",
        "removal.max | 10 | removal.max=10: must be a percentage",
        "expiry.days | soon | expiry.days=soon: must be whole numbers of days",
      })
  void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String message) {
    Map<String, Object> texts = new HashMap<>(Map.of("folder", FOLDER));
    texts.put(key, value);
    assertThatThrownBy(() -> Configured.options(new Values(texts)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
