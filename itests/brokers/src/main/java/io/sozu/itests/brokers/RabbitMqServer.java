package io.sozu.itests.brokers;

import io.sozu.testkit.Eventually;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.MarkedProcesses;
import io.sozu.testkit.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A real RabbitMQ in a folder of its own, on free ports of 127.0.0.1: its port mapper too, so that
 * it knows nothing of any other Erlang node. It runs when a test gets it, and everything that it
 * started ends with {@link #close()}, or with the JVM at the latest.
 *
 * <p>The server is the one of {@code RABBITMQ_SERVER_BIN} (environment or system property: the path
 * of {@code rabbitmq-server}), or Debian's package. Methods wait until what they say is true.
 */
public final class RabbitMqServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final byte[] GREETING = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

  private static final String BACKLOG =
      """
      {ok, Queue} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"%s">>)),
      {ok, {_, Count}, _} =
          ra:local_query(amqqueue:get_pid(Queue), fun rabbit_fifo:query_messages_total/1),
      Count.
      """;

  /** Debian's own wrapper changes to the user rabbitmq and to its folder; this is what it calls. */
  private static final Path DEBIAN = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

  /**
   * Certificates for a TLS listener.
   *
   * @param authority PEM with what clients' certificates must be signed by, if they are asked for
   * @param certificate PEM of the server's own
   * @param key PEM of its key
   * @param clients whether clients must have a certificate
   */
  public record Tls(Path authority, Path certificate, Path key, boolean clients) {}

  private final MarkedProcesses processes = new MarkedProcesses();
  private final Thread atExit = new Thread(this::clean, "sozu-testkit-rabbitmq-exit");
  private final RabbitMqFolder folder;
  private final Process guard;

  private RabbitMqServer(RabbitMqFolder folder) {
    this.folder = folder;
    this.guard = processes.guard();
  }

  /** One that speaks plain AMQP, with the user {@code guest}. */
  public static RabbitMqServer started() {
    return started(null);
  }

  /** One that speaks AMQP over TLS too, at {@link #tlsUrl()}. */
  public static RabbitMqServer started(@Nullable Tls tls) {
    RabbitMqServer server = new RabbitMqServer(RabbitMqFolder.create(tls));
    Runtime.getRuntime().addShutdownHook(server.atExit);
    try {
      server.start();
      return server;
    } catch (RuntimeException | AssertionError e) {
      server.close();
      throw e;
    }
  }

  /** Where it is: {@code amqp://127.0.0.1:port}, without user. */
  public String url() {
    return "amqp://127.0.0.1:" + folder.amqp().getPort();
  }

  /** Where it is with a user of it. */
  public String url(String user, String password) {
    return "amqp://" + user + ':' + password + "@127.0.0.1:" + folder.amqp().getPort();
  }

  /** Where it speaks TLS, under the name {@code localhost}. */
  public String tlsUrl() {
    return "amqps://localhost:" + folder.amqps().getPort();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return folder.amqp();
  }

  /**
   * Starts it again with the same data on the same ports, after {@link #stop} or {@link #kill9}.
   */
  public void start() {
    ProcessBuilder builder =
        new ProcessBuilder(binary("rabbitmq-server").toString())
            .directory(folder.path().toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(folder.log().toFile()));
    prepare(builder.environment());
    try {
      Process process = builder.start();
      Eventually.until("RabbitMQ to listen", START, () -> !process.isAlive() || listens());
      if (!process.isAlive()) {
        throw new IllegalStateException("RabbitMQ did not start:\n" + log());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Completes when what {@link #start} started last has ended, for whatever reason. */
  public CompletableFuture<?> ended() {
    return node()
        .<CompletableFuture<?>>map(ProcessHandle::onExit)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Ends it in an orderly way: it closes connections and writes what it knows. */
  public void stop() {
    node().ifPresent(ProcessHandle::destroy);
    awaitNodeGone();
  }

  /**
   * Kills it. Version 3.10.8 writes down some seconds late which quorum queues it has, and one that
   * is lost so never has a leader again; that is not what tests are about, so it is written first.
   */
  public void kill9() {
    ctl("eval", "[dets:sync(Table) || Table <- dets:all()].");
    node().ifPresent(ProcessHandle::destroyForcibly);
    awaitNodeGone();
  }

  /** Stops it in its tracks: it accepts connections and answers nobody. */
  public void pause() {
    node().ifPresent(process -> Signals.send("STOP", process.pid()));
  }

  /** Lets it go on. */
  public void resume() {
    node().ifPresent(process -> Signals.send("CONT", process.pid()));
  }

  /** {@link #stop} and {@link #start}. */
  public void restart() {
    stop();
    start();
  }

  /** Closes every connection as an administrator would; clients are told. */
  public void cutConnections() {
    ctl("close_all_connections", "cut by a test");
  }

  /**
   * Runs {@code rabbitmqctl}, which takes a second or two.
   *
   * @return what it wrote
   * @throws IllegalStateException with what it wrote, if it fails
   */
  public String ctl(String... words) {
    List<String> command = new ArrayList<>(List.of(binary("rabbitmqctl").toString(), "--quiet"));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.path().toFile()).redirectErrorStream(true);
    prepare(builder.environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("rabbitmqctl " + String.join(" ", words) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * What a quorum queue has ready, and what is delivered and not acknowledged. The queue is asked
   * itself: the figures that RabbitMQ tells of it are up to five seconds old.
   */
  public long backlog(String queue) {
    return Long.parseLong(ctl("eval", BACKLOG.formatted(queue)));
  }

  /** What it has logged so far. */
  public String log() {
    return folder.logged();
  }

  /** Ends it at once, whatever it does, and removes its folder. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The JVM is ending: the hook does it.
    }
    clean();
  }

  private void clean() {
    processes.killAll();
    guard.destroyForcibly();
    folder.delete();
  }

  private void prepare(Map<String, String> environment) {
    processes.mark(environment);
    environment.putAll(folder.environment(FreePorts.next().getPort()));
  }

  /** Whether it answers the first bytes of the protocol. */
  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(folder.amqp(), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write(GREETING);
      return socket.getInputStream().read() == 1;
    } catch (IOException e) {
      return false;
    }
  }

  /** The Erlang node, among its port mapper and helpers. */
  private Optional<ProcessHandle> node() {
    return processes.all().stream()
        .map(ProcessHandle::of)
        .flatMap(Optional::stream)
        .filter(process -> process.info().command().orElse("").endsWith("/beam.smp"))
        .findFirst();
  }

  private void awaitNodeGone() {
    Eventually.until("RabbitMQ to end", START, () -> node().isEmpty());
  }

  /** A script of the installation. */
  private static Path binary(String name) {
    String configured =
        System.getProperty("RABBITMQ_SERVER_BIN", System.getenv("RABBITMQ_SERVER_BIN"));
    Path server = configured == null || configured.isBlank() ? DEBIAN : Path.of(configured);
    if (!server.toFile().canExecute()) {
      throw new IllegalStateException(
          "no RabbitMQ at "
              + server
              + ": install the package rabbitmq-server, or point RABBITMQ_SERVER_BIN at one");
    }
    return server.resolveSibling(name);
  }
}
