package io.sozu.client.internal.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetTest {
  private final Path folder;
  private final Path file;
  private final Target target;

  TargetTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve("sozu.state");
    this.target = new Target(file);
  }

  @Test
  void anEmptyStateIsAState() throws IOException {
    target.write(-1, path -> put(path, ""));
    assertThat(file).isEmptyFile();
  }

  @Test
  void whatNobodyWroteLeavesTheOldFile() throws IOException {
    target.write(-1, path -> put(path, "old"));
    assertThatThrownBy(() -> target.write(-1, path -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("same file system");
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void onlyItsOwnLeftoversGo() throws IOException {
    Path ours = Files.createFile(folder.resolve(".sozu.state.sozu-42.tmp"));
    Path others = Files.createFile(folder.resolve(".sozu.state.backup.tmp"));
    target.removeLeftovers();
    assertThat(ours).doesNotExist();
    assertThat(others).exists();
  }

  private static void put(String path, String content) {
    try {
      Files.writeString(Path.of(path), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
