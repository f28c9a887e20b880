package io.sozu.itests.benchmarks;

import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.RunState;
import io.sozu.testkit.FreePorts;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A real Sōzu in a folder of its own, for as long as one measurement needs it. */
final class BenchSozu implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final int DEFAULT_FRAME = 2_000_000;
  private static final String LOG = "sozu.log";
  private static final Duration POLL = Duration.ofMillis(10);

  private final Path folder;
  private final int port;
  private final int httpsPort;
  private Process process;

  private BenchSozu(Path folder, int port, int httpsPort, Process process) {
    this.folder = folder;
    this.port = port;
    this.httpsPort = httpsPort;
    this.process = process;
  }

  /**
   * Starts one with two workers, an HTTP and an HTTPS listener, and waits until its socket answers.
   *
   * @param maxFrame {@code max_command_buffer_size} in bytes
   */
  static BenchSozu start(int maxFrame) throws IOException {
    String binary = System.getProperty("bench.sozu", "");
    if (!Files.isExecutable(Path.of(binary))) {
      throw new IllegalStateException("no Sōzu at -Dbench.sozu=" + binary);
    }
    Path folder = Files.createTempDirectory("sozu-bench");
    int port = FreePorts.next().getPort();
    int httpsPort = FreePorts.next().getPort();
    Files.writeString(
        folder.resolve("sozu.toml"),
        """
        command_socket = "./sozu.sock"
        command_buffer_size = %d
        max_command_buffer_size = %d
        log_level = "warn"
        log_target = "stdout"
        worker_count = 2
        worker_automatic_restart = true
        max_connections = 2000
        [[listeners]]
        protocol = "http"
        address = "127.0.0.1:%d"
        [[listeners]]
        protocol = "https"
        address = "127.0.0.1:%d"
        """
            .formatted(Math.min(1_000_000, maxFrame), maxFrame, port, httpsPort));
    BenchSozu sozu = new BenchSozu(folder, port, httpsPort, launch(binary, folder));
    sozu.awaitSocket();
    return sozu;
  }

  private static Process launch(String binary, Path folder) throws IOException {
    return new ProcessBuilder(binary, "start", "-c", "sozu.toml")
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(LOG).toFile())
        .start();
  }

  /** Kills it and starts it again, empty; returns when the new one is being started. */
  void killAndStart() throws IOException {
    List<ProcessHandle> workers = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    workers.forEach(ProcessHandle::destroyForcibly);
    workers.forEach(worker -> worker.onExit().join());
    process = launch(System.getProperty("bench.sozu", ""), folder);
  }

  Path socket() {
    return folder.resolve("sozu.sock");
  }

  Path folder() {
    return folder;
  }

  /** Port of its HTTP listener on 127.0.0.1. */
  int port() {
    return port;
  }

  /** Port of its HTTPS listener on 127.0.0.1. */
  int httpsPort() {
    return httpsPort;
  }

  /** Fails if it logged an error, or if a worker does not answer at once. */
  void unharmed() throws IOException {
    String log = Files.readString(folder.resolve(LOG));
    if (log.contains("ERROR")) {
      throw new IOException("Sōzu logged errors:\n" + log);
    }
    long asked = System.nanoTime();
    Response status;
    try (Bare connection = new Bare(socket(), DEFAULT_FRAME)) {
      status = connection.ask(Requests.of("Status", 0));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - asked);
    boolean running =
        status.getContent().getWorkers().getVecList().stream()
            .allMatch(worker -> worker.getRunState() == RunState.RUNNING);
    if (!running || took.compareTo(AT_ONCE) > 0) {
      throw new IOException("after " + took + " Sōzu says " + status);
    }
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> workers = process.descendants().toList();
    process.destroy();
    workers.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    workers.forEach(worker -> worker.onExit().join());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void awaitSocket() throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        SocketChannel.open(UnixDomainSocketAddress.of(socket())).close();
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          String log = Files.readString(folder.resolve(LOG));
          throw new IOException("Sōzu did not start:\n" + log, notYet);
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }
}
