package io.sozu.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.ClientOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EndpointTest {
  private final Path folder;

  EndpointTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aRelativeSocketIsRelativeToTheToml() throws IOException {
    Endpoint endpoint =
        of("command_socket = \"./run/sozu.sock\"\nmax_command_buffer_size = 100_000\n");
    assertThat(endpoint.socket()).isEqualTo(folder.resolve("run/sozu.sock"));
    assertThat(endpoint.maxFrame()).isEqualTo(100_000);
  }

  @Test
  void anAbsoluteSocketStaysAndTheLimitIsSozusDefault() throws IOException {
    Endpoint endpoint = of("command_socket = '/run/sozu/sozu.sock'\n[clusters]\n");
    assertThat(endpoint.socket()).isEqualTo(Path.of("/run/sozu/sozu.sock"));
    assertThat(endpoint.maxFrame()).isEqualTo(ClientOptions.SOZU_MAX_FRAME);
  }

  @Test
  void whatIsWrongWithTheTomlIsNamed() {
    assertThatThrownBy(() -> of("log_level = \"info\"\n"))
        .hasMessageContaining("sozu.toml")
        .hasMessageContaining("command_socket");
    assertThatThrownBy(() -> of("command_socket = \"s\"\nmax_command_buffer_size = \"much\"\n"))
        .hasMessageContaining("max_command_buffer_size")
        .hasMessageContaining("much");
    assertThatThrownBy(() -> of("command_socket = \n")).hasMessageContaining("cannot be read");
    Path missing = folder.resolve("missing.toml");
    assertThatThrownBy(() -> Endpoint.of(ClientOptions.sozuConfig(missing).build()))
        .hasMessageContaining("missing.toml");
  }

  private Endpoint of(String toml) throws IOException {
    Path file = folder.resolve("sozu.toml");
    Files.writeString(file, toml);
    return Endpoint.of(ClientOptions.sozuConfig(file).build());
  }
}
