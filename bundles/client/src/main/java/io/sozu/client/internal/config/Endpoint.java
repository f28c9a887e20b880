package io.sozu.client.internal.config;

import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.sozu.client.ClientOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where Sōzu's command socket is, and how long a frame may be.
 *
 * @param socket path of the socket
 * @param maxFrame longest frame either way, prefix included, in bytes
 */
public record Endpoint(Path socket, int maxFrame) {
  private static final TomlFactory TOML =
      // The default pool hangs buffers into threads that are not ours, where they outlive us.
      TomlFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build();

  /**
   * From the options, or from the TOML that they name. Read each time, because Sōzu's TOML may
   * change.
   */
  public static Endpoint of(ClientOptions options) {
    Path toml = options.sozuConfig();
    Integer maxFrame = options.maxFrame();
    Path socket = options.socket();
    if (socket != null) {
      return new Endpoint(socket, maxFrame == null ? ClientOptions.SOZU_MAX_FRAME : maxFrame);
    }
    if (toml == null) {
      throw new IllegalArgumentException("neither sozu.config nor socket is set");
    }
    JsonNode root = read(toml);
    JsonNode path = root.path("command_socket");
    if (!path.isTextual()) {
      throw new IllegalArgumentException(
          "sozu.config=" + toml + " has no command_socket; it must name Sōzu's command socket");
    }
    return new Endpoint(
        folderOf(toml).resolve(path.asText()).normalize(),
        maxFrame == null ? size(toml, root, "max_command_buffer_size") : maxFrame);
  }

  private static Path folderOf(Path toml) {
    @Nullable Path folder = toml.toAbsolutePath().getParent();
    return folder == null ? toml.toAbsolutePath() : folder;
  }

  private static int size(Path toml, JsonNode root, String key) {
    JsonNode value = root.path(key);
    if (value.isMissingNode()) {
      return ClientOptions.SOZU_MAX_FRAME;
    }
    if (!value.canConvertToInt() || value.asInt() < 1) {
      throw new IllegalArgumentException(
          "sozu.config=" + toml + ": " + key + "=" + value + " is no number of bytes above zero");
    }
    return value.asInt();
  }

  private static JsonNode read(Path toml) {
    try {
      return new TomlMapper(TOML).readTree(toml.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "sozu.config=" + toml + " cannot be read: " + e.getMessage(), e);
    }
  }
}
