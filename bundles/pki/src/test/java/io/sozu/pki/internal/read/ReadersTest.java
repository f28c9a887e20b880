package io.sozu.pki.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadersTest {
  private final Readers readers = new Readers(Duration.ofMillis(50));

  private <S> List<String> each(List<S> items, Function<S, String> look) {
    return readers.each(items, String::valueOf, look, (item, words) -> item + " " + words);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPipeThatNobodyWritesToIsAFaultUntilItAnswers(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path file = Files.writeString(folder.resolve("file"), "content");
    assertThat(each(List.of(pipe, file), ReadersTest::read))
        .containsExactly(pipe + " does not answer within 50 ms", "content");
    assertThat(each(List.of(pipe, file), one -> "not asked"))
        .containsExactly(pipe + " has still not answered", "not asked");
    try (OutputStream out = Files.newOutputStream(pipe)) {
      out.write('x');
    }
    await().until(() -> each(List.of(pipe), one -> "answers").contains("answers"));
  }

  @Test
  void onlySoManyAreLeftBehind() {
    CountDownLatch away = new CountDownLatch(1);
    List<Integer> numbers = IntStream.range(0, Readers.MOST_STUCK + 10).boxed().toList();
    Function<Integer, String> look =
        number -> {
          try {
            away.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "here";
        };
    List<String> found = each(numbers, look);
    assertThat(found).filteredOn(one -> one.endsWith("does not answer within 50 ms")).hasSize(16);
    assertThat(found)
        .filteredOn(one -> one.endsWith("is not read while 16 other files do not answer"))
        .hasSize(10);
    away.countDown();
    await().until(() -> each(numbers, look).stream().allMatch("here"::equals));
  }

  @Test
  void whatIsFoundIsInTheOrderOfTheItems() {
    List<Integer> numbers = IntStream.range(0, 1_000).boxed().toList();
    assertThat(each(numbers, String::valueOf))
        .isEqualTo(numbers.stream().map(String::valueOf).toList());
  }

  @Test
  void anErrorOfOursIsNotSwallowed() {
    assertThatThrownBy(
            () ->
                each(
                    List.of(1, 2, 3),
                    number -> {
                      throw new IllegalArgumentException("wrong");
                    }))
        .hasRootCauseMessage("wrong");
  }
}
