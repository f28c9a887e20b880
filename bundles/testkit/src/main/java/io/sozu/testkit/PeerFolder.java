package io.sozu.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The private folder of one Sōzu: TOML, socket, log.
 *
 * @param path of the folder
 * @param options that the TOML was written from
 * @param http address of the HTTP listener
 * @param https address of the HTTPS listener
 */
record PeerFolder(Path path, PeerOptions options, InetSocketAddress http, InetSocketAddress https) {
  static PeerFolder create(PeerOptions options) {
    try {
      Path path =
          Files.createTempDirectory(
              "sozu-test",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      PeerFolder folder = new PeerFolder(path, options, FreePorts.next(), FreePorts.next());
      Files.writeString(folder.config(), folder.toml());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path config() {
    return path.resolve("sozu.toml");
  }

  Path socket() {
    return path.resolve("sozu.sock");
  }

  Path logFile() {
    return path.resolve("sozu.log");
  }

  private String toml() {
    return """
        command_socket = "./sozu.sock"
        command_buffer_size = %d
        max_command_buffer_size = %d
        worker_count = %d
        worker_timeout = %d
        worker_automatic_restart = true
        log_level = "info"
        log_target = "stdout"
        max_connections = 1000
        %s

        [[listeners]]
        protocol = "http"
        address = "127.0.0.1:%d"

        [[listeners]]
        protocol = "https"
        address = "127.0.0.1:%d"
        """
        .formatted(
            options.commandBuffer(),
            options.maxCommandBuffer(),
            options.workers(),
            Math.max(1, options.workerTimeout().toSeconds()),
            options.extraToml(),
            http.getPort(),
            https.getPort());
  }

  void delete() {
    try (Stream<Path> paths = Files.walk(path)) {
      paths.sorted(Comparator.reverseOrder()).forEach(found -> found.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
