package io.sozu.itests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./run} refuses, each with one line that says what is wrong. */
final class RefusalsTest {
  @TempDir private Path folder;
  private Run run;

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(Files.createDirectory(folder.resolve("run")));
  }

  @AfterEach
  void end() {
    run.close();
  }

  @Test
  void anUnknownOption() throws Exception {
    assertThat(refusal("--simulate")).isEqualTo("run: unknown option --simulate; --help explains");
  }

  @Test
  void anOptionWithoutItsValue() throws Exception {
    assertThat(refusal("--env")).isEqualTo("run: --env needs a value; --help explains");
  }

  @Test
  void aPortThatIsNone() throws Exception {
    assertThat(refusal("--http-port", "0"))
        .isEqualTo("run: --http-port 0 is not a port from 1 to 65535");
    assertThat(refusal("--http-port", "65536"))
        .isEqualTo("run: --http-port 65536 is not a port from 1 to 65535");
  }

  @Test
  void aBrokerThatIsNotKnown() throws Exception {
    assertThat(refusal("--with", "kafka"))
        .isEqualTo("run: --with kafka is neither pulsar nor rabbitmq");
  }

  @Test
  void aMachineWithoutRabbitMq() throws Exception {
    run.with("RABBITMQ_SERVER_BIN", "/missing/rabbitmq-server");
    assertThat(refusal("--with", "rabbitmq"))
        .isEqualTo(
            "run: no RabbitMQ at /missing/rabbitmq-server: install Debian's package rabbitmq-server,"
                + " as ./check does when run as root");
  }

  @Test
  void aTakenPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      assertThat(refusal("--http-port", port))
          .isEqualTo(
              "run: port " + port + " on 127.0.0.1 is taken: choose another with --http-port PORT");
    }
  }

  @Test
  void aConfigurationThatCannotBeRead() throws Exception {
    assertThat(refusal("--sozu-config", "missing.toml"))
        .isEqualTo("run: cannot read --sozu-config " + folder.resolve("run/missing.toml"));
    assertThat(refusal("--sozu-config", folder.toString()))
        .isEqualTo("run: cannot read --sozu-config " + folder);
  }

  @Test
  void anEnvironmentFileThatCannotBeWritten() throws Exception {
    assertThat(refusal("--env", "/missing/addresses"))
        .isEqualTo("run: cannot write --env /missing/addresses");
    assertThat(refusal("--env", folder.toString())).isEqualTo("run: cannot write --env " + folder);
  }

  @Test
  void twoKindsOfSozuAtOnce() throws Exception {
    Path config = Files.createFile(folder.resolve("sozu.toml"));
    assertThat(refusal("--simulated", "--sozu-config", config.toString()))
        .isEqualTo("run: --simulated and --sozu-config exclude each other");
  }

  @Test
  void aSozuThatIsNoProgram() throws Exception {
    Path binary = Files.createFile(folder.resolve("sozu"));
    run.with("SOZU_BIN", binary.toString());
    assertThat(refusal()).isEqualTo("run: SOZU_BIN=" + binary + " is not an executable file");
  }

  @Test
  void aMachineWithoutMaven() throws Exception {
    Programs programs = Programs.in(folder);
    // All that it needs until then.
    for (String name : List.of("env", "bash", "dirname", "readlink", "sed")) {
      programs.addFromPath(name);
    }
    run.with("PATH", programs.folder().toString());
    assertThat(refusal()).isEqualTo("run: Maven (mvn) not found: install version 3.8.7 or newer");
  }

  private String refusal(String... options) throws Exception {
    run.start(options).ends(1);
    return run.output().stripTrailing();
  }
}
