package io.sozu.client.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One set of defaults: annotation, options and the template that the feature installs. */
final class ConfigurationKeysTest {
  private static final Path TEMPLATE = Path.of("src/main/cfg/io.sozu.client-main.cfg");
  private static final Pattern KEY = Pattern.compile("(#? ?)([a-z.]+) =(.*)");

  @Test
  void theAnnotationHasTheDefaultsOfTheOptions() {
    Map<String, Object> texts = Map.of("socket", "/run/sozu.sock");
    assertThat(Configured.options(Configs.of(texts), texts))
        .isEqualTo(ClientOptions.socket(Path.of("/run/sozu.sock")).build());
  }

  @Test
  void theTemplateShowsEachKeyWithItsDefault() throws IOException {
    Map<String, String> shown = new TreeMap<>();
    Map<String, String> set = new TreeMap<>();
    for (String line : Files.readAllLines(TEMPLATE)) {
      Matcher matcher = KEY.matcher(line);
      if (matcher.matches()) {
        (matcher.group(1).isEmpty() ? set : shown).put(matcher.group(2), matcher.group(3).strip());
      }
    }

    assertThat(set)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("sozu.instance", "main", "sozu.config", "/etc/sozu/config.toml"));
    shown.put("sozu.instance", "main");
    shown.put("sozu.config", "");
    assertThat(shown).isEqualTo(defaults());
  }

  @Test
  void theReadmeHasEachKeyWithItsDefault() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    defaults()
        .forEach(
            (key, value) ->
                assertThat(readme)
                    .contains(
                        "| `" + key + "` | " + (value.isEmpty() ? "(empty)" : "`" + value + "`")));
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new TreeMap<>();
    Arrays.stream(ClientConfig.class.getDeclaredMethods())
        .forEach(
            element ->
                defaults.put(Configs.key(element), String.valueOf(element.getDefaultValue())));
    return defaults;
  }
}
