package io.sozu.pki.internal.sozu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileOwnerTest {
  private final Path file;
  private final Path folder;

  FileOwnerTest(@TempDir Path folder) {
    this.folder = folder;
    file = folder.resolve("ledger");
  }

  private static void isTaken(Path path) {
    assertThatThrownBy(() -> FileOwner.of(path))
        .isInstanceOf(IOException.class)
        .hasMessage("ledger " + path + " is in use by another connector: each needs its own");
  }

  @Test
  void aFileHasOneOwner() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    try (FileOwner owner = FileOwner.of(file)) {
      assertThat(owner).isNotNull();
      isTaken(file);
      isTaken(link.resolve("ledger"));
      FileOwner.of(folder.resolve("other")).close();
    }
    FileOwner.of(file).close();
  }

  /** Owns a file until it is killed. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws Exception {
      FileOwner.of(Path.of(args[0]));
      System.out.println("owned");
      Thread.currentThread().join();
    }
  }

  @Test
  void anotherProcessKeepsItUntilItEnds() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("owned");
      isTaken(file);
      isTaken(file);
    } finally {
      other.destroyForcibly().waitFor();
    }
    FileOwner.of(file).close();
  }
}
