package io.sozu.itests.brokers;

import io.sozu.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A real Pulsar broker in a JVM and a folder of its own, on free ports of 127.0.0.1. It runs when a
 * test gets it, and ends with {@link #close()}, or with this JVM at the latest: it lives for as
 * long as its standard input does.
 *
 * <p>Its class path is the one that building {@code itests/pulsar-broker} wrote. Methods wait until
 * what they say is true.
 */
public final class PulsarServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  /** What the broker reaches into of the JDK. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.nio",
          "java.base/jdk.internal.misc",
          "java.base/sun.net",
          "java.management/sun.management",
          "jdk.management/com.sun.management.internal");

  private final PulsarFolder folder;
  private final Thread atExit = new Thread(this::clean, "sozu-testkit-pulsar-exit");
  private @Nullable Process process;

  private PulsarServer(PulsarFolder folder) {
    this.folder = folder;
  }

  /** One that lets everybody in. */
  public static PulsarServer started() {
    return started(Map.of());
  }

  /**
   * One with settings of its own.
   *
   * @param settings of {@code broker.conf}; in a value {@code {port}} is the port of {@link #url()}
   *     and {@code {tls}} that of {@link #tlsUrl()}
   */
  public static PulsarServer started(Map<String, String> settings) {
    PulsarServer server = new PulsarServer(PulsarFolder.create(settings));
    Runtime.getRuntime().addShutdownHook(server.atExit);
    try {
      server.start();
      return server;
    } catch (RuntimeException | AssertionError e) {
      server.close();
      throw e;
    }
  }

  /** Where it is: {@code pulsar://127.0.0.1:port}. */
  public String url() {
    return "pulsar://127.0.0.1:" + folder.broker().getPort();
  }

  /** Where it speaks TLS, under the name {@code localhost}, if its settings say so. */
  public String tlsUrl() {
    return "pulsar+ssl://localhost:" + folder.tls().getPort();
  }

  /** Where it is administered: {@code http://127.0.0.1:port}. */
  public String adminUrl() {
    return "http://127.0.0.1:" + folder.web().getPort();
  }

  /** Its administration. */
  public PulsarAdmin admin() {
    return new PulsarAdmin(adminUrl());
  }

  /** Its port for Pulsar's protocol. */
  public int port() {
    return folder.broker().getPort();
  }

  /**
   * Starts it again with the same data on the same ports, after {@link #stop} or {@link #kill9}.
   */
  public synchronized void start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENED.forEach(opened -> command.addAll(List.of("--add-opens", opened + "=ALL-UNNAMED")));
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=192m",
            "-XX:+UseSerialGC",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            classPath(),
            "io.sozu.itests.pulsar.PulsarBrokerMain",
            seenByBroker(folder.path()),
            Integer.toString(folder.bookie().getPort())));
    try {
      Process started =
          new ProcessBuilder(command)
              .directory(folder.path().toFile())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.to(folder.log().toFile()))
              .start();
      process = started;
      Eventually.until(
          "Pulsar to serve",
          START,
          () -> !started.isAlive() || folder.logged().contains("PULSAR_URL="));
      if (!started.isAlive()) {
        throw new IllegalStateException("Pulsar did not start:\n" + log());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Completes when what {@link #start} started last has ended, for whatever reason. */
  public synchronized CompletableFuture<?> ended() {
    Process running = process;
    return running == null ? CompletableFuture.completedFuture(null) : running.onExit();
  }

  /** Ends it in an orderly way: it tells its clients and writes what it knows. */
  public synchronized void stop() {
    Process running = process;
    if (running != null) {
      running.destroy();
      gone(running);
    }
  }

  /** Kills it. */
  public synchronized void kill9() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      gone(running);
    }
  }

  /** {@link #stop} and {@link #start}. */
  public void restart() {
    stop();
    start();
  }

  /** What it has logged since it was last started. */
  public String log() {
    return folder.logged();
  }

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
    kill9();
    folder.delete();
  }

  private static void gone(Process running) {
    running.onExit().join();
  }

  /** It makes URIs of its folder, in which a space is illegal; it is started in this folder. */
  private static String seenByBroker(Path path) {
    return path.toString().contains(" ") ? "/proc/self/cwd" : path.toString();
  }

  /** What the build wrote, and beside it the broker's main class. */
  private static String classPath() {
    Path target = target();
    try {
      return target.resolve("classes")
          + ":"
          + Files.readString(target.resolve("class-path")).strip();
    } catch (IOException e) {
      throw new IllegalStateException(
          "no Pulsar broker in " + target + ": build itests/pulsar-broker first", e);
    }
  }

  /** {@code itests/pulsar-broker/target}, seen from any folder of the repository. */
  private static Path target() {
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      Path target = folder.resolve("itests/pulsar-broker/target");
      if (Files.exists(target)) {
        return target;
      }
    }
    throw new IllegalStateException(
        "no itests/pulsar-broker/target above " + here + ": build itests/pulsar-broker first");
  }
}
