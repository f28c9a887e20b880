package io.sozu.itests.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sozu.testkit.SozuPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@link ConnectorMain} in its process. One thread. */
final class ConnectorJvm implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final List<String> command;
  private final Path log;
  private Process process;

  /**
   * One that runs.
   *
   * @param saved where Sōzu's state is saved to
   * @param log that what it says is added to
   */
  ConnectorJvm(Opener opener, SozuPeer sozu, Path saved, Path log) {
    this.command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                // It does not live for long.
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "-cp",
                System.getProperty("java.class.path"),
                ConnectorMain.class.getName()));
    command.addAll(opener.words());
    command.add(sozu.config().toString());
    command.add(saved.toString());
    this.log = log;
    this.process = started();
  }

  private Process started() {
    try {
      return new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile())).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the connector is connected. */
  void awaitReady() {
    tell(ConnectorMain.AWAIT_READY);
  }

  /** Closes the connector and opens it again, in the same JVM. */
  void reopen() {
    tell(ConnectorMain.REOPEN);
  }

  /** Kills the JVM. */
  void kill9() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts another one. */
  void start() {
    process = started();
  }

  private void tell(String line) {
    try {
      Writer in = process.outputWriter(UTF_8);
      in.write(line + "\n");
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the connector has gone: " + log, e);
    }
    BufferedReader out = process.inputReader(UTF_8);
    String answer = within(CompletableFuture.supplyAsync(() -> read(out)));
    if (!line.equals(answer)) {
      throw new IllegalStateException("the connector answers " + answer + ": " + log);
    }
  }

  private static String read(BufferedReader out) {
    try {
      return String.valueOf(out.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T within(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Has it end in an orderly way. */
  @Override
  public void close() {
    try {
      process.outputWriter(UTF_8).close();
      within(process.onExit());
      if (process.exitValue() != 0) {
        throw new IllegalStateException("the connector ended with " + process.exitValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
