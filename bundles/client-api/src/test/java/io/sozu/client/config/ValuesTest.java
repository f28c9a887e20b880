package io.sozu.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ValuesTest {
  private static final Values VALUES =
      new Values(
          Map.of(
              "text", " a ",
              "blank", " ",
              "number", 7,
              "large", "5000000000",
              "flag", "True",
              "time", "5m",
              "list", "a, b,,",
              "array", new String[] {"a,b", "c"},
              "unit", "seconds"));

  @Test
  void valuesAreReadWhateverTypeTheyCameWith() {
    assertThat(VALUES.text("text", "x")).isEqualTo("a");
    assertThat(VALUES.whole("number", 0)).isEqualTo(7);
    assertThat(VALUES.number("large", 0)).isEqualTo(5_000_000_000L);
    assertThat(VALUES.flag("flag", false)).isTrue();
    assertThat(VALUES.duration("time", Duration.ZERO)).isEqualTo(Duration.ofMinutes(5));
    assertThat(VALUES.items("list")).containsExactly("a", "b");
    assertThat(VALUES.items("array")).containsExactly("a", "b", "c");
    assertThat(VALUES.choice("unit", TimeUnit.DAYS)).isEqualTo(TimeUnit.SECONDS);
  }

  @Test
  void whatIsAbsentOrBlankHasItsDefault() {
    for (String key : new String[] {"absent", "blank"}) {
      assertThat(VALUES.text(key, "x")).isEqualTo("x");
      assertThat(VALUES.whole(key, 3)).isEqualTo(3);
      assertThat(VALUES.flag(key, true)).isTrue();
      assertThat(VALUES.duration(key, Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
      assertThat(VALUES.items(key)).isEmpty();
      assertThat(VALUES.choice(key, TimeUnit.DAYS)).isEqualTo(TimeUnit.DAYS);
    }
  }

  @Test
  void aWrongValueIsNamedWithWhatIsAllowed() {
    assertThatThrownBy(() -> VALUES.number("text", 0)).hasMessage("text=a: must be a whole number");
    assertThatThrownBy(() -> VALUES.whole("large", 0)).hasMessageContaining("large=5000000000");
    assertThatThrownBy(() -> VALUES.flag("text", false))
        .hasMessage("text=a: must be true or false");
    assertThatThrownBy(() -> VALUES.duration("text", Duration.ZERO))
        .hasMessageStartingWith("text=a is not a duration");
    assertThatThrownBy(() -> VALUES.choice("text", RetentionPolicy.CLASS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("text=a: must be source or class or runtime");
  }
}
