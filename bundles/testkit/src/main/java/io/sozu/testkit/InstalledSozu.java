package io.sozu.testkit;

import io.sozu.protocol.command.ListWorkers;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The real Sōzu in a folder of its own. */
final class InstalledSozu extends FolderPeer {
  private static final Duration START = Duration.ofSeconds(20);

  private final Path binary;
  private final MarkedProcesses processes = new MarkedProcesses();
  private final Thread atExit;

  private InstalledSozu(PeerFolder folder, Path binary) {
    super(folder);
    this.binary = binary;
    this.atExit = new Thread(this::clean, "sozu-testkit-exit");
  }

  static InstalledSozu start(PeerOptions options) {
    Path binary = SozuBinary.get();
    InstalledSozu sozu = new InstalledSozu(PeerFolder.create(options), binary);
    Runtime.getRuntime().addShutdownHook(sozu.atExit);
    try {
      sozu.start();
      return sozu;
    } catch (RuntimeException e) {
      sozu.close();
      throw e;
    }
  }

  @Override
  public synchronized void start() {
    ProcessBuilder builder =
        new ProcessBuilder(binary.toString(), "start", "-c", folder.config().toString())
            .directory(folder.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(folder.logFile().toFile()));
    processes.mark(builder.environment());
    try {
      Process process = builder.start();
      await("Sōzu to listen", () -> !process.isAlive() || serves());
      if (!process.isAlive()) {
        throw new IllegalStateException("Sōzu did not start:\n" + log());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean serves() {
    try (Socket http = new Socket();
        PeerConnection connection = connect()) {
      http.connect(http(), 1000);
      Request list = Request.newBuilder().setListWorkers(ListWorkers.getDefaultInstance()).build();
      return connection.ask(list).last().getContent().getWorkers().getVecList().stream()
              .filter(worker -> worker.getRunState() == RunState.RUNNING)
              .count()
          == options().workers();
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  @Override
  public synchronized void stop() {
    processes.main().ifPresent(pid -> Signals.send("TERM", pid));
    // Stopping ends traffic and workers too; what does not go by itself is killed.
    try {
      await("Sōzu to stop", Duration.ofSeconds(3), processes::allGone);
    } catch (IllegalStateException e) {
      processes.killAll();
    }
  }

  @Override
  public synchronized void kill9() {
    processes.main().ifPresent(pid -> Signals.send("KILL", pid));
    // Workers notice and exit by themselves, within two seconds; one that cannot is killed too.
    try {
      await("the workers to go", Duration.ofSeconds(5), processes::allGone);
    } catch (IllegalStateException e) {
      processes.killAll();
    }
  }

  @Override
  public void pause() {
    Signals.send("STOP", mainPid());
  }

  @Override
  public void resume() {
    Signals.send("CONT", mainPid());
  }

  @Override
  public void pauseWorker(int worker) {
    Signals.send("STOP", workerPid(worker));
  }

  @Override
  public void resumeWorker(int worker) {
    Signals.send("CONT", workerPid(worker));
  }

  @Override
  public void killWorker(int worker) {
    long pid = workerPid(worker);
    Signals.send("KILL", pid);
    await("worker " + worker + " to end", () -> !processes.all().contains(pid));
  }

  private long workerPid(int worker) {
    Long pid = workerPids().get(worker);
    if (pid == null) {
      throw new IllegalStateException("no worker " + worker + " among " + workerPids());
    }
    return pid;
  }

  @Override
  public long mainPid() {
    return processes.main().orElseThrow(() -> new IllegalStateException("Sōzu does not run"));
  }

  @Override
  public Map<Integer, Long> workerPids() {
    return processes.workers();
  }

  @Override
  public String log() {
    try {
      return Files.exists(folder.logFile())
          ? new String(Files.readAllBytes(folder.logFile()), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The JVM is ending: the hook does it.
    }
    clean();
  }

  private void clean() {
    processes.killAll();
    folder.delete();
  }

  private static void await(String what, BooleanSupplier condition) {
    await(what, START, condition);
  }

  private static void await(String what, Duration most, BooleanSupplier condition) {
    long deadline = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited " + most.toSeconds() + " s for " + what);
      }
      Signals.pause(10);
    }
  }
}
