package io.sozu.pki.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadersTest {
  private final Readers readers = new Readers(Duration.ofMillis(50));

  @Test
  void aPipeThatNobodyWritesToIsAFaultUntilItAnswers(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> readers.read(pipe, () -> Files.readAllBytes(pipe)))
        .isInstanceOf(Unusable.class)
        .hasMessage(pipe + ": does not answer within 50 ms");
    assertThatThrownBy(() -> readers.read(pipe, () -> new byte[0]))
        .hasMessage(pipe + ": has still not answered");
    try (OutputStream out = Files.newOutputStream(pipe)) {
      out.write(1);
    }
    await().until(() -> answers(pipe));
  }

  @Test
  void onlySoManyAreLeftBehind() {
    CountDownLatch away = new CountDownLatch(1);
    for (int i = 0; i < Readers.MOST_STUCK; i++) {
      Path file = Path.of("/away/" + i);
      assertThatThrownBy(
              () ->
                  readers.read(
                      file,
                      () -> {
                        away.await();
                        return new byte[0];
                      }))
          .hasMessageContaining("does not answer");
    }
    Path other = Path.of("/here");
    assertThatThrownBy(() -> readers.read(other, () -> new byte[0]))
        .hasMessage("/here: is not read while 16 other files do not answer");
    away.countDown();
    await().until(() -> answers(other));
  }

  private boolean answers(Path file) {
    try {
      return readers.read(file, () -> new byte[1]).length == 1;
    } catch (Unusable e) {
      return false;
    }
  }
}
