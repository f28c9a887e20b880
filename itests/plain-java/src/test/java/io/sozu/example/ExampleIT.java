package io.sozu.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.testkit.SozuPeer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The example as a program of its own: {@code java -p … -m io.sozu.example/…}, no other flags. */
final class ExampleIT {
  @Test
  void theExampleRunsOnTheModulePath() throws IOException, InterruptedException {
    try (SozuPeer sozu = SozuPeer.installed()) {
      Process example =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-p",
                  modulePath(),
                  "-m",
                  "io.sozu.example/io.sozu.example.Example",
                  sozu.config().toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(example.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(example.waitFor(20, TimeUnit.SECONDS)).as(output).isTrue();
      assertThat(example.exitValue()).as(output).isZero();
      assertThat(output).contains("clusters: [shop]").containsPattern("sozu_up.*1\\.0");
    }
  }

  private static String modulePath() throws IOException {
    return System.getProperty("example.jar")
        + File.pathSeparator
        + Files.readString(Path.of("target/module-path")).strip();
  }
}
