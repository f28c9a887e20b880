package io.sozu.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
  @Test
  void eachUnitIsRead() {
    assertThat(Durations.parse("k", "250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(Durations.parse("k", "10s")).isEqualTo(Duration.ofSeconds(10));
    assertThat(Durations.parse("k", " 5 m ")).isEqualTo(Duration.ofMinutes(5));
    assertThat(Durations.parse("k", "1h")).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "-1s", "1.5s", "10 seconds", "1234567890s"})
  void whatIsNoDurationIsRefusedWithKeyValueAndWhatIsAllowed(String text) {
    assertThatThrownBy(() -> Durations.parse("request.timeout", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("request.timeout=" + text)
        .hasMessageContaining("250ms or 10s");
  }
}
