package io.sozu.protocol;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.frame.FrameException;
import io.sozu.protocol.frame.FrameReader;
import io.sozu.protocol.frame.Frames;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A real Sōzu in a folder of its own, for as long as a test needs it. */
public final class RealSozu implements AutoCloseable {
  private static final long MAX_FRAME = 2_000_000;
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(10);

  private final Path folder;
  private final Process process;
  private final List<ProcessHandle> family = new ArrayList<>();

  private RealSozu(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts one with two workers and waits until its socket answers. */
  public static RealSozu start() throws IOException {
    Path binary = binary();
    Path folder = Files.createTempDirectory("sozu");
    Files.writeString(
        folder.resolve("sozu.toml"),
        """
        command_socket = "./sozu.sock"
        log_level = "info"
        log_target = "stdout"
        worker_count = 2
        worker_automatic_restart = true
        max_connections = 500
        """);
    ProcessBuilder builder =
        new ProcessBuilder(binary.toString(), "start", "-c", "sozu.toml")
            .directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("sozu.log").toFile());
    RealSozu sozu = new RealSozu(folder, builder.start());
    sozu.awaitSocket();
    return sozu;
  }

  /** Where it runs; paths that it gets are relative to this folder. */
  public Path folder() {
    return folder;
  }

  /** What it logged so far. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("sozu.log"));
  }

  /** A new connection. */
  public Connection connect() throws IOException {
    return new Connection(
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("sozu.sock"))));
  }

  /** One request on a connection of its own; all answers, the final one last. */
  public List<Response> ask(Request request) throws IOException, FrameException {
    try (Connection connection = connect()) {
      return connection.ask(request);
    }
  }

  /**
   * A port of 127.0.0.1 that nobody uses now, below those that Linux gives to outgoing connections
   * (32,768 and more), which on a busy machine take a free port away before it is used.
   */
  public static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        // Another one, then: seventeen thousand are never all taken.
      }
    }
  }

  @Override
  public void close() throws IOException {
    // Workers leave within 2 s of the main process; those of an upgraded main are ours to end too.
    remember();
    process.destroy();
    family.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    family.forEach(p -> p.onExit().join());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Remembers the processes of now, to be ended at {@link #close}. */
  public void remember() {
    process.descendants().forEach(family::add);
  }

  private static Path binary() {
    Map<String, String> env = System.getenv();
    String configured = System.getProperty("sozu.bin", env.getOrDefault("SOZU_BIN", ""));
    Path binary =
        configured.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache/sozu-connectors/sozu-2.3.3/bin/sozu")
            : Path.of(configured);
    if (!Files.isExecutable(binary)) {
      throw new IllegalStateException(
          "no Sōzu at "
              + binary
              + ": set SOZU_BIN, or run ./check, which installs it, or"
              + " cargo install sozu --locked --version 2.3.3 --root "
              + binary.getParent().getParent());
    }
    return binary;
  }

  private void awaitSocket() throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        connect().close();
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("Sōzu did not start:\n" + log(), notYet);
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }

  /** A connection; one request at a time. */
  public static final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final FrameReader<Response> reader = new FrameReader<>(Response.parser(), MAX_FRAME);
    private final ByteArrayOutputStream tape = new ByteArrayOutputStream();

    private Connection(SocketChannel channel) {
      this.channel = channel;
    }

    public List<Response> ask(Request request) throws IOException, FrameException {
      ByteBuffer frame = ByteBuffer.allocate((int) Frames.size(request));
      Frames.encode(request, frame);
      frame.flip();
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
      List<Response> answers = new ArrayList<>();
      do {
        answers.add(read());
      } while (answers.get(answers.size() - 1).getStatus() == ResponseStatus.PROCESSING
          && !request.hasSubscribeEvents());
      return answers;
    }

    public Response read() throws IOException, FrameException {
      Response answer = reader.next();
      while (answer == null) {
        ByteBuffer space = reader.space();
        int before = space.position();
        if (channel.read(space) < 0) {
          throw new EOFException("Sōzu closed the connection");
        }
        byte[] came = new byte[space.position() - before];
        space.get(before, came);
        tape.writeBytes(came);
        answer = reader.next();
      }
      return answer;
    }

    /** All bytes that came so far. */
    public byte[] tape() {
      return tape.toByteArray();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
