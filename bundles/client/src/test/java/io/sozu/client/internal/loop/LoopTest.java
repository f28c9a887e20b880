package io.sozu.client.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;

import io.sozu.client.internal.wire.Steps.Timer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LoopTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();

  private final AtomicInteger ticks = new AtomicInteger();
  private volatile boolean failing;
  private final Loop loop = new Loop("sozu-looptest-loop", new Work());

  private final class Work implements Loop.Work {
    @Override
    public void tick(long now) {
      ticks.incrementAndGet();
      if (failing) {
        throw new OutOfMemoryError("work of a test fails");
      }
    }

    @Override
    public long nextDue() {
      return failing ? 0 : Long.MAX_VALUE;
    }

    @Override
    public void stopped() {}
  }

  @BeforeEach
  void start() {
    loop.start();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void stepsThatAreToComeRunInTheirOrderOnTheLoopThread() {
    List<String> ran = new CopyOnWriteArrayList<>();
    loop.after(60 * MILLI, () -> ran.add("second on " + Thread.currentThread().getName()));
    loop.after(MILLI, () -> ran.add("first"));

    await()
        .untilAsserted(
            () -> assertThat(ran).containsExactly("first", "second on sozu-looptest-loop"));
  }

  @Test
  void aCancelledStepNeverRuns() {
    CompletableFuture<Void> later = new CompletableFuture<>();
    AtomicInteger ran = new AtomicInteger();
    Timer cancelled = loop.after(20 * MILLI, ran::incrementAndGet);
    loop.after(40 * MILLI, () -> later.complete(null));

    cancelled.cancel();

    later.join();
    assertThat(ran).hasValue(0);
  }

  @Test
  void aRepeatedStepRunsUntilItIsCancelledHoweverItFails() {
    AtomicInteger ran = new AtomicInteger();
    Timer repeated =
        loop.every(
            MILLI,
            () -> {
              ran.incrementAndGet();
              throw new IllegalStateException("a step of a test fails");
            });
    await().untilAtomic(ran, greaterThan(3));

    CompletableFuture<Integer> after = new CompletableFuture<>();
    loop.execute(
        () -> {
          repeated.cancel();
          int before = ran.get();
          loop.after(20 * MILLI, () -> after.complete(ran.get() - before));
        });

    assertThat(after.join()).isZero();
  }

  @Test
  void workThatFailsIsDoneAgainAfterAWhileAndTheRestGoesOn() {
    failing = true;
    CompletableFuture<Integer> afterSome = new CompletableFuture<>();
    loop.execute(() -> loop.after(100 * MILLI, () -> afterSome.complete(ticks.get())));
    assertThat(afterSome.join()).as("it does not spin").isLessThan(20);
    await().untilAtomic(ticks, greaterThan(afterSome.join() + 1));

    failing = false;

    CompletableFuture<Void> goesOn = new CompletableFuture<>();
    loop.execute(() -> goesOn.complete(null));
    goesOn.join();
  }

  @Test
  void aSignalToTheSleepingThreadDoesNotEndIt() throws Exception {
    await().until(() -> !threads().isEmpty());
    for (int i = 0; i < 20; i++) {
      for (String thread : threads()) {
        // To this thread of ours; the JVM has a handler for it that does nothing.
        Process kill = new ProcessBuilder("kill", "-PIPE", thread).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
      }
      CompletableFuture<String> ran = new CompletableFuture<>();
      loop.execute(() -> ran.complete(Thread.currentThread().getName()));
      assertThat(ran.join()).isEqualTo("sozu-looptest-loop");
    }
  }

  /** What the system numbers the loop's thread as; it knows it by the first 15 characters. */
  private static List<String> threads() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks
          .filter(task -> comm(task).equals("sozu-looptest-l"))
          .map(task -> task.getFileName().toString())
          .toList();
    }
  }

  private static String comm(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      // It has ended.
      return "";
    }
  }
}
