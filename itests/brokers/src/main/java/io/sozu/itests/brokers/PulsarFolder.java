package io.sozu.itests.brokers;

import io.sozu.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The private folder of one Pulsar broker: its settings, data and log.
 *
 * @param path of the folder
 * @param broker where it speaks Pulsar's protocol
 * @param tls where it speaks it over TLS, if at all
 * @param web where it speaks HTTP
 * @param bookie where its storage listens
 */
record PulsarFolder(
    Path path,
    InetSocketAddress broker,
    InetSocketAddress tls,
    InetSocketAddress web,
    InetSocketAddress bookie) {

  /** A new one, in which {@code settings} override the broker's own. */
  static PulsarFolder create(Map<String, String> settings) {
    try {
      Path path =
          Files.createTempDirectory(
              "sozu-pulsar",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      PulsarFolder folder =
          new PulsarFolder(
              path, FreePorts.next(), FreePorts.next(), FreePorts.next(), FreePorts.next());
      String lines =
          settings.entrySet().stream()
              .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
              .collect(Collectors.joining());
      Files.writeString(
          path.resolve("broker.conf"),
          "brokerServicePort="
              + folder.broker.getPort()
              + "\nwebServicePort="
              + folder.web.getPort()
              + "\n"
              + lines
                  .replace("{tls}", Integer.toString(folder.tls.getPort()))
                  .replace("{port}", Integer.toString(folder.broker.getPort())));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path log() {
    return path.resolve("pulsar.log");
  }

  String logged() {
    try {
      return Files.exists(log()) ? Files.readString(log(), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    try (Stream<Path> paths = Files.walk(path)) {
      paths.sorted(Comparator.reverseOrder()).forEach(found -> found.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
