package io.sozu.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * A Karaf as a user has it: unpacked, configured in its files, started and stopped by its scripts.
 * All its ports are free ones of 127.0.0.1. It ends with {@link #close()} at the latest.
 */
final class UnpackedKaraf implements AutoCloseable {
  private final Path folder;
  private final Path home;
  private final String httpPort = Containers.freePort();
  private Process process;

  /**
   * Unpacks one.
   *
   * @param archive a tar.gz with one folder in it
   */
  UnpackedKaraf(Path archive, Path folder) throws Exception {
    this.folder = folder;
    Process tar =
        new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString()).start();
    assertThat(tar.waitFor()).isZero();
    try (Stream<Path> unpacked = Files.list(folder)) {
      this.home = unpacked.findFirst().orElseThrow();
    }
    put("org.ops4j.pax.web", "org.osgi.service.http.port", httpPort);
    put("org.ops4j.pax.web", "org.ops4j.pax.web.listening.addresses", "127.0.0.1");
    put("org.apache.karaf.shell", "sshPort", Containers.freePort());
    put("org.apache.karaf.shell", "sshHost", "127.0.0.1");
    put("org.apache.karaf.management", "rmiRegistryPort", Containers.freePort());
    put("org.apache.karaf.management", "rmiServerPort", Containers.freePort());
  }

  /** The port of its HTTP server on 127.0.0.1. */
  String httpPort() {
    return httpPort;
  }

  /** A file or folder of it. */
  Path file(String path) {
    return home.resolve(path);
  }

  /** Sets a key in a configuration file, which need not be there yet. */
  void put(String pid, String key, String value) throws IOException {
    Path file = file("etc/" + pid + ".cfg");
    String text = Files.exists(file) ? Files.readString(file) : "";
    String line = key + " = " + value;
    // A value goes on in the next line after a backslash.
    String changed =
        text.replaceAll(
            "(?m)^" + key.replace(".", "\\.") + " *=(.*\\\\\\R)*.*$",
            Matcher.quoteReplacement(line));
    Files.writeString(file, changed.contains(line) ? changed : text + "\n" + line + "\n");
  }

  /** Starts it, without waiting for anything. */
  void start() throws IOException {
    process = script("karaf", "daemon").start();
  }

  /** Stops it as a user does, and waits for its end. */
  void stop() throws Exception {
    assertThat(script("stop").start().waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Whether its page tells that Sōzu answers. */
  boolean up() {
    return page().contains("sozu_up{sozu_instance=\"main\"} 1");
  }

  /** Its page of metrics, or why there is none. */
  String page() {
    try (InputStream page =
        URI.create("http://127.0.0.1:" + httpPort + "/metrics").toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  String log() throws IOException {
    Path log = file("data/log/karaf.log");
    return Files.exists(log) ? Files.readString(log) : "no log";
  }

  /** Memory that it takes of the machine. */
  long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }
  }

  /** The one that was started. */
  ProcessHandle process() {
    return process.toHandle();
  }

  private ProcessBuilder script(String script, String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(file("bin/" + script).toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(script + ".out").toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }
}
