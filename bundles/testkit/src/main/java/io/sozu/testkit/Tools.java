package io.sozu.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus's own programs. A test without them fails and says how to get them. */
public final class Tools {
  private Tools() {}

  /**
   * The path of a program.
   *
   * @param name of {@code prometheus} or {@code promtool}
   * @throws AssertionError if it is not on the PATH; the message says how to get it
   */
  public static String path(String name) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    name
                        + " is not on the PATH: install Debian's package prometheus (apt-get install"
                        + " prometheus; with a policy-rc.d that answers 101 no service starts), or"
                        + " run ./check"))
        .toString();
  }

  /** Runs a program with this input and gives what it said, its exit code in the last line. */
  public static String run(String input, String... command) {
    try {
      Path in = Files.createTempFile("sozu-testkit", ".in");
      try {
        Files.writeString(in, input);
        Process process =
            new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectInput(in.toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
        return said + "exit " + process.exitValue();
      } finally {
        Files.delete(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
