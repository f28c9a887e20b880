package io.sozu.pki;

import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** {@link ConnectorInProcess} in its process. Thread-safe, but for the start. */
final class ConnectorJvm implements AutoCloseable {
  /**
   * A certificate as it was told last.
   *
   * @param fingerprint empty when its files cannot be used
   */
  record Row(State state, String fingerprint, String words) {}

  /** All that was told at once. */
  record Told(Health health, String summary, List<Row> rows) {
    static final Told NOTHING = new Told(Health.NOT_READY, "", List.of());
  }

  private final Process process;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private volatile boolean ready;
  private volatile Told told = Told.NOTHING;

  /**
   * Starts one and waits until its connector is open.
   *
   * @param prefix of the command, such as {@code setpriv …}; empty for none
   * @param options as {@code key=value}
   */
  ConnectorJvm(List<String> prefix, Path socket, Path folder, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            // It does not live for long.
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ConnectorInProcess.class.getName(),
            socket.toString(),
            folder.toString()));
    command.addAll(List.of(options));
    process = new ProcessBuilder(command).start();
    reads("told", process.inputReader(StandardCharsets.UTF_8), this::tell);
    reads("log", process.errorReader(StandardCharsets.UTF_8), this::log);
    until("it is ready", () -> ready);
  }

  private interface Body {
    void read(BufferedReader from) throws IOException;
  }

  private static void reads(String name, BufferedReader from, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try (from) {
                body.read(from);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "connector-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void log(BufferedReader from) throws IOException {
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      log.add(line);
    }
  }

  private void tell(BufferedReader from) throws IOException {
    Told next = Told.NOTHING;
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      String[] parts = line.split("\t", -1);
      switch (parts[0]) {
        case ConnectorInProcess.READY -> ready = true;
        case ConnectorInProcess.STATUS ->
            next = new Told(Health.valueOf(parts[1]), parts[2], new ArrayList<>());
        case ConnectorInProcess.ROW ->
            next.rows().add(new Row(State.valueOf(parts[1]), parts[2], parts[3]));
        case ConnectorInProcess.END -> told = next;
        default -> log.add(line);
      }
    }
  }

  /** What it told last. */
  Told told() {
    return told;
  }

  /** Waits until it tells such a row. */
  void tells(String what, Predicate<Row> row) {
    until(what, () -> told.rows().stream().anyMatch(row));
  }

  /** Waits until every worker of Sōzu serves this one, as it tells. */
  void serves(TestCertificate certificate) {
    tells(
        certificate + " is served",
        row -> row.state() == State.SERVED && row.fingerprint().equals(certificate.fingerprint()));
  }

  /** Waits until something is true; what was told and logged is in the failure. */
  void until(String what, BooleanSupplier fact) {
    try {
      Eventually.until(what, () -> fact.getAsBoolean() || !process.isAlive());
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage() + "; told " + told + "; logged " + String.join("\n", log), e);
    }
    if (!fact.getAsBoolean()) {
      throw new AssertionError("it ended: " + what + "; logged " + String.join("\n", log));
    }
  }

  /** Its process id. */
  long pid() {
    return process.pid();
  }

  /** Kills it. */
  void kill9() {
    process.destroyForcibly().onExit().join();
  }

  /** Lets it end by itself. */
  @Override
  public void close() throws IOException {
    try {
      process.getOutputStream().close();
      Eventually.until(
          "it ends with its input; logged " + String.join("\n", log), () -> !process.isAlive());
    } finally {
      kill9();
    }
  }
}
