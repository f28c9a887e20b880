package io.sozu.metrics.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.metrics.MetricsOptions;
import io.sozu.metrics.Scheme;
import io.sozu.protocol.command.MetricDetail;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  @Test
  void theDefaultsOfTheConfigurationAreThoseOfTheOptions() {
    Settings settings = Settings.parse(config(Map.of()));
    assertThat(settings.options()).isEqualTo(MetricsOptions.defaults());
    assertThat(settings.alias()).isEqualTo("/metrics");
    assertThat(settings.healthAlias()).isEqualTo("/health");
  }

  @Test
  void theTemplateNamesEveryKeyWithItsDefault() throws IOException {
    Map<String, String> template = new TreeMap<>();
    Pattern line = Pattern.compile("#([a-z.]+) = ?(.*)");
    for (String text : Files.readAllLines(Path.of("src/main/cfg/io.sozu.metrics.cfg"))) {
      Matcher matcher = line.matcher(text);
      if (matcher.matches()) {
        template.put(matcher.group(1), matcher.group(2));
      }
    }
    Map<String, String> annotation = new TreeMap<>();
    for (Method method : MetricsConfig.class.getDeclaredMethods()) {
      Object value = method.getDefaultValue();
      String text =
          value instanceof String[] texts ? String.join(",", texts) : String.valueOf(value);
      annotation.put(method.getName().replace('_', '.'), text);
    }
    assertThat(template).isEqualTo(annotation);
  }

  @Test
  void valuesAreRead() {
    Settings settings =
        Settings.parse(
            config(
                Map.of(
                    "names", "rust",
                    "timeout", "3s",
                    "detail", "backend",
                    "metrics", new String[] {"requests, http.status.200"},
                    "buckets", new String[] {"2ms,8ms"})));
    assertThat(settings.options().names()).isEqualTo(Scheme.RUST);
    assertThat(settings.options().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.options().detail()).isEqualTo(MetricDetail.DETAIL_BACKEND);
    assertThat(settings.options().metrics()).containsExactly("requests", "http.status.200");
    assertThat(settings.options().buckets())
        .containsExactly(Duration.ofMillis(2), Duration.ofMillis(8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "names | go | names=go | sozu or rust",
        "timeout | 10 | timeout=10 | ms, s, m or h",
        "timeout | 0s | timeout=PT0S | above zero",
        "detail | all | detail=all | backend",
        "detail_ttl | 10m | detail.ttl | 300s",
        "alias | metrics | alias=metrics | slash",
        "health_alias | / | health.alias=/ | slash",
      })
  void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String named, String allowed) {
    assertThatThrownBy(() -> Settings.parse(config(Map.of(key, value))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named)
        .hasMessageContaining(allowed);
  }

  static MetricsConfig config(Map<String, ?> values) {
    return (MetricsConfig)
        Proxy.newProxyInstance(
            SettingsTest.class.getClassLoader(),
            new Class<?>[] {MetricsConfig.class},
            (proxy, method, args) -> {
              Object value = values.get(method.getName());
              return value != null ? value : method.getDefaultValue();
            });
  }

  @Test
  void bucketsMustBeWhatSozuCounts() {
    assertThatThrownBy(() -> Settings.parse(config(Map.of("buckets", new String[] {"1ms", "5ms"}))))
        .hasMessageContaining("buckets=5ms")
        .hasMessageContaining("powers of two");
    assertThat(Arrays.asList(MetricsConfig.class.getDeclaredMethods())).hasSizeGreaterThan(10);
  }
}
