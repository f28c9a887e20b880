package io.sozu.client.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.testkit.ConfigTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One set of defaults: annotation, options and the template that the feature installs. */
final class ConfigurationKeysTest {
  private static final Path TEMPLATE = Path.of("src/main/cfg/io.sozu.client-main.cfg");

  @Test
  void theAnnotationHasTheDefaultsOfTheOptions() {
    Map<String, Object> texts = Map.of("socket", "/run/sozu.sock");
    assertThat(Configured.options(Configs.of(texts), texts))
        .isEqualTo(ClientOptions.socket(Path.of("/run/sozu.sock")).build());
  }

  @Test
  void theTemplateShowsEachKeyWithItsDefault() throws IOException {
    ConfigTemplate template = ConfigTemplate.read(TEMPLATE);
    assertThat(template.set())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("sozu.instance", "main", "sozu.config", "/etc/sozu/config.toml"));
    Map<String, String> shown = new TreeMap<>(template.shown());
    shown.put("sozu.instance", "main");
    shown.put("sozu.config", "");
    assertThat(shown).isEqualTo(ConfigTemplate.defaults(ClientConfig.class));
  }

  @Test
  void theReadmeHasEachKeyWithItsDefault() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    ConfigTemplate.defaults(ClientConfig.class)
        .forEach(
            (key, value) ->
                assertThat(readme)
                    .contains(
                        "| `" + key + "` | " + (value.isEmpty() ? "(empty)" : "`" + value + "`")));
  }
}
