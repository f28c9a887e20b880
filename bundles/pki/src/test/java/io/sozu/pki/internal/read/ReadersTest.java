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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadersTest {
  private final Readers readers = new Readers(Duration.ofMillis(200));

  private <S> List<String> each(List<S> items, Function<S, String> look) {
    return each(readers, items, look);
  }

  private static <S> List<String> each(Readers readers, List<S> items, Function<S, String> look) {
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
        .containsExactly(pipe + " does not answer within 200 ms", "content");
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
    List<String> begun =
        found.stream().filter(one -> one.endsWith(" does not answer within 200 ms")).toList();
    assertThat(begun)
        .hasSizeBetween(Readers.MOST_STUCK, Readers.MOST_STUCK + Readers.SIDE_BY_SIDE - 1);
    assertThat(found)
        .filteredOn(one -> !begun.contains(one))
        .allMatch(one -> one.matches("\\d+ is not read while \\d+ other files do not answer"));
    away.countDown();
    await().until(() -> each(numbers, look).stream().allMatch("here"::equals));
  }

  @Test
  void whoEndsWaitsNoLonger() throws Exception {
    Readers patient = new Readers(Duration.ofMinutes(1));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch away = new CountDownLatch(1);
    Function<Integer, String> look =
        number -> {
          begun.countDown();
          try {
            away.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "here";
        };
    CompletableFuture<List<String>> found =
        CompletableFuture.supplyAsync(() -> each(patient, List.of(1), look));
    begun.await();
    patient.hurry();
    assertThat(found.get(20, TimeUnit.SECONDS)).containsExactly("1 does not answer within 250 ms");
    away.countDown();
  }

  @Test
  void whatIsFoundIsInTheOrderOfTheItems() {
    List<Integer> numbers = IntStream.range(0, 1_000).boxed().toList();
    assertThat(each(new Readers(), numbers, String::valueOf))
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
