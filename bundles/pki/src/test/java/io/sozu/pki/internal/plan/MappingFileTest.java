package io.sozu.pki.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.pki.internal.plan.Routing.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MappingFileTest {
  private final Path file;

  MappingFileTest(@TempDir Path folder) {
    file = folder.resolve("mapping");
  }

  @Test
  void rulesAreReadInTheirOrder() throws IOException {
    Files.writeString(
        file,
        """
        # inside
        *.Internal.example = 10.0.0.1:443, [0:0::1]:443

        * = 0.0.0.0:443
        """);
    assertThat(MappingFile.read(file))
        .containsExactly(
            new Rule("*.internal.example", List.of("10.0.0.1:443", "[::1]:443")),
            new Rule("*", List.of("0.0.0.0:443")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example", "a.example =", "= 0.0.0.0:443", "a = b = c"})
  void aWrongLineIsNamed(String line) throws IOException {
    Files.writeString(file, "# one\n" + line + "\n");
    assertThatThrownBy(() -> MappingFile.read(file))
        .hasMessage(file + ":2: must be a name, =, and listeners such as 0.0.0.0:443");
  }

  @Test
  void aListenerThatIsNoAddressIsNamed() throws IOException {
    Files.writeString(file, "a.example = 0.0.0.0:443, ::1:443\n");
    assertThatThrownBy(() -> MappingFile.read(file))
        .hasMessageStartingWith(file + ":1: listener=::1:443: must be an IP address and a port");
  }

  @Test
  void aWildcardFitsWhatIsBelowIt() {
    Rule rule = new Rule("*.internal.example", List.of("l"));
    assertThat(rule.fits("a.internal.example")).isTrue();
    assertThat(rule.fits("b.a.internal.example")).isTrue();
    assertThat(rule.fits("internal.example")).isFalse();
    assertThat(rule.fits("ainternal.example")).isFalse();
    assertThat(new Rule("*", List.of("l")).fits("any")).isTrue();
    assertThat(new Rule("a", List.of("l")).fits("b")).isFalse();
  }
}
