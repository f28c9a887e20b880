package io.sozu.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretTest {
  @Test
  void aFileIsReadAnewEachTimeWithoutTheSpaceAroundIt(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "first\n");
    Secret secret = Secret.inFile("password", file);
    assertThat(secret.read()).contains("first");
    Files.writeString(file, "second\n");
    assertThat(secret.read()).contains("second");
  }

  @Test
  void aVariableIsRead() throws IOException {
    assertThat(Secret.inVariable("token", "PATH").read()).contains(System.getenv("PATH"));
  }

  @Test
  void aPlaceWithoutASecretIsNamed(@TempDir Path folder) throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    assertThatThrownBy(() -> Secret.inFile("token", empty).read())
        .hasMessage("token.file=" + empty + " is empty");
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> Secret.inFile("token", absent).read())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("token.file=" + absent + " cannot be read");
    assertThatThrownBy(() -> Secret.inVariable("token", "NO_SUCH_VARIABLE").read())
        .hasMessage("token.env=NO_SUCH_VARIABLE is not set");
  }

  @Test
  void twoPlacesAreRefused() {
    assertThatThrownBy(() -> Secret.configured("password", "/run/secret", "PASSWORD"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("password=in 2 places: must be in at most one of a file and a variable");
  }

  @Test
  void itPrintsAsItsPlace() throws IOException {
    assertThat(Secret.of("password", "s3cret")).hasToString("<hidden>");
    assertThat(Secret.configured("password", " ", "")).hasToString("none");
    assertThat(Secret.configured("password", "", "").read()).isEmpty();
    assertThat(Secret.configured("password", "/run/x", ""))
        .hasToString("in the file /run/x")
        .isEqualTo(Secret.inFile("password", Path.of("/run/x")));
  }
}
