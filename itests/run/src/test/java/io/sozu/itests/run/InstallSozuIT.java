package io.sozu.itests.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.testkit.FreePorts;
import io.sozu.testkit.SozuBinary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./run --install-sozu}, with a cargo that only pretends to build: it takes minutes. */
final class InstallSozuIT {
  private static final String OTHER_VERSION = "echo sozu 2.1.0";

  @TempDir private Path folder;
  private Path cache;
  private Programs programs;
  private Run run;

  private final String port = String.valueOf(FreePorts.next().getPort());

  @BeforeEach
  void prepare() throws Exception {
    cache = Files.createDirectory(folder.resolve("cache"));
    programs = Programs.in(folder);
    run =
        new Run(Files.createDirectory(folder.resolve("run")))
            .without("SOZU_BIN")
            .with("XDG_CACHE_HOME", cache.toString())
            .withPrograms(programs.folder());
    protocIsThere();
  }

  @AfterEach
  void end() {
    run.close();
  }

  @Test
  void anotherVersionOnThePathIsNotTaken() throws Exception {
    programs.add("sozu", OTHER_VERSION);
    programs.add(
        "cargo",
        "echo \"$@\"; mkdir -p \"${@: -1}/bin\"; cp '%s' \"${@: -1}/bin/sozu\""
            .formatted(SozuBinary.get()));
    run.start("--install-sozu", "--http-port", port);

    Path root = cache.resolve("sozu-connectors/sozu-2.3.3");
    run.awaitOutput("install sozu --locked --version 2.3.3 --root " + root);
    run.awaitOutput("Starting Sōzu (" + root.resolve("bin/sozu") + ")");
    run.interrupt();
    run.ends(130);
  }

  @Test
  void theRightVersionOnThePathIsTaken() throws Exception {
    Path sozu = programs.add("sozu", Programs.exec(SozuBinary.get()));
    programs.add("cargo", "echo must not be called");
    run.start("--install-sozu", "--http-port", port);

    run.awaitOutput("Starting Sōzu (" + sozu + ")");
    run.interrupt();
    run.ends(130);
    assertThat(run.output()).doesNotContain("must not be called");
  }

  @Test
  void oneThatIsNamedIsTakenWhateverItIsAndItsLogIsShownWhenItEnds() throws Exception {
    Path named = programs.add("other-sozu", OTHER_VERSION);
    run.with("SOZU_BIN", named.toString()).start("--install-sozu", "--http-port", port).ends(1);

    assertThat(run.output())
        .contains("SOZU_BIN names " + named + ", so Sōzu 2.3.3 is not installed")
        .contains("the version named: 2.1.0")
        .contains("sozu 2.1.0\nrun: sozu has ended while it started");
  }

  @Test
  void itsEndStopsTheBuild() throws Exception {
    programs.add("cargo", "(sleep 600; true) & echo compiling; wait");
    programs.add("sozu", OTHER_VERSION);
    run.start("--install-sozu", "--http-port", port).awaitOutput("compiling");
    run.terminate();
    run.ends(143);
  }

  /** Otherwise Maven is asked for it first. */
  private void protocIsThere() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash",
                "-c",
                ". .ci/common.sh; printf %s \"$CACHE/protoc/protoc-$PROTOC_VERSION-$(protoc_platform).exe\"")
            .directory(Path.of("../..").toFile());
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    Process shell = builder.start();
    Path protoc =
        Path.of(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertThat(shell.waitFor()).isZero();
    Files.createDirectories(protoc.getParent());
    Files.createFile(
        protoc, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
