package io.sozu.itests.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.testkit.Eventually;
import io.sozu.testkit.MarkedProcesses;
import io.sozu.testkit.Signals;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@code ./run} as a user starts it: from another folder, and in a process group of its own, as a
 * terminal makes one. All that it started ends with {@link #close}.
 */
final class Run implements AutoCloseable {
  /** Six seconds are usual, twenty with a broker; a busy machine takes longer. */
  private static final Duration START = Duration.ofMinutes(2);

  private static final Duration END = Duration.ofSeconds(15);

  private static final String SCRIPT = Path.of("../../run").toAbsolutePath().normalize().toString();

  private final MarkedProcesses processes = new MarkedProcesses();
  private final ProcessBuilder builder = new ProcessBuilder();
  private final Path temporary;
  private final Path output;
  private final Path addresses;
  private Process process;

  /**
   * @param folder an empty one, where it is called and everything is written
   */
  Run(Path folder) throws IOException {
    temporary = Files.createDirectory(folder.resolve("temporary files"));
    output = folder.resolve("output");
    addresses = Files.createDirectory(folder.resolve("scripts")).resolve("addresses");
    builder
        .directory(folder.toFile())
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    processes.mark(builder.environment());
    with("JAVA_HOME", System.getProperty("java.home"));
    with("TMPDIR", temporary.toString());
  }

  /** Sets a variable of its environment. */
  Run with(String variable, String value) {
    builder.environment().put(variable, value);
    return this;
  }

  /** Removes a variable of its environment. */
  Run without(String variable) {
    builder.environment().remove(variable);
    return this;
  }

  /** Puts a folder of programs before those of the PATH. */
  Run withPrograms(Path folder) {
    return with("PATH", folder + File.pathSeparator + builder.environment().get("PATH"));
  }

  /** Starts it with these options. */
  Run start(String... options) throws IOException {
    return start(List.of(SCRIPT), options);
  }

  /** Starts it with these options and its output in a pipe to this command. */
  Run startInto(String reader, String... options) throws IOException {
    return start(
        List.of("bash", "-c", "set -o pipefail; \"$@\" | " + reader, "bash", SCRIPT), options);
  }

  private Run start(List<String> command, String... options) throws IOException {
    // Whoever runs the tests in the background may have had these ignored, and then no shell below
    // can heed them.
    builder.command(new ArrayList<>(List.of("setsid", "env", "--default-signal=INT,PIPE")));
    builder.command().addAll(command);
    builder.command().addAll(List.of(options));
    process = builder.start();
    return this;
  }

  /** The file to be named by {@code --env}, relative to where it is called. */
  static String env() {
    return "scripts/addresses";
  }

  /** The folder of that file. */
  Path scripts() {
    return addresses.getParent();
  }

  /** Waits until all is up. */
  Addresses awaitAddresses() throws IOException {
    await("its file of addresses")
        .atMost(START)
        .failFast(() -> assertThat(process.isAlive()).as(output()).isTrue())
        .untilAsserted(() -> assertThat(addresses).as(output()).exists());
    return Addresses.read(addresses);
  }

  /** Waits until it has said this. */
  void awaitOutput(String text) {
    Eventually.until("it says " + text, () -> output().contains(text) || !process.isAlive());
    assertThat(output()).contains(text);
  }

  /** All that it and its programs have said. */
  String output() {
    try {
      return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The process among those that it started whose command line has this word. */
  long child(String word) {
    return process
        .children()
        .map(ProcessHandle::pid)
        .filter(pid -> Addresses.commandLine(pid).contains(word))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process with " + word));
  }

  /** Ctrl-C. */
  void interrupt() {
    Signals.sendToGroup("INT", process.pid());
  }

  /** SIGTERM, to it alone. */
  void terminate() {
    process.destroy();
  }

  /** It ends in time with this status, and nothing is left of it. */
  void ends(int status) throws InterruptedException {
    assertThat(process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)).as(output()).isTrue();
    assertThat(process.exitValue()).as(output()).isEqualTo(status);
    await("the end of what was killed")
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(
            () ->
                assertThat(processes.allGone())
                    .as(() -> "gone, but are " + processes.all() + " after\n" + output())
                    .isTrue());
    assertThat(inOurFolder()).as(output()).isEmpty();
    assertThat(temporary).isEmptyDirectory();
    assertThat(scripts()).isEmptyDirectory();
  }

  /** Processes that have our folder for temporary files, whatever mark they were given since. */
  private List<Long> inOurFolder() {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> environment(pid).contains("TMPDIR=" + temporary + "\0"))
        .toList();
  }

  private static String environment(long pid) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    processes.killAll();
    inOurFolder().forEach(pid -> Signals.send("KILL", pid));
  }
}
