package io.sozu.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CallbacksTest {
  /** What is to be done a while later, which is when the test says so. */
  private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();

  private final Callbacks callbacks =
      Callbacks.of("callbackstest", (nanos, task) -> later.add(task));
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    callbacks.close();
  }

  private void aWhilePasses() {
    for (int due = later.size(); due > 0; due--) {
      later.remove().run();
    }
  }

  private void block() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whileNothingBlocksThereIsOneThread() throws ExecutionException, InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      callbacks.submit(() -> {}).get();
      aWhilePasses();
    }

    assertThat(callbacks.getLargestPoolSize()).isEqualTo(1);
  }

  @Test
  void behindOneThatBlocksAnotherThreadGoesOn() throws ExecutionException, InterruptedException {
    callbacks.execute(this::block);
    Future<String> behind = callbacks.submit(() -> Thread.currentThread().getName());

    aWhilePasses();

    assertThat(behind.get()).isEqualTo("sozu-callbackstest-callbacks");
    assertThat(callbacks.getPoolSize()).isEqualTo(2);
  }

  @Test
  void noMoreThreadsThanMayBeAreStarted() {
    AtomicInteger ran = new AtomicInteger();
    int more = 3;
    for (int i = 0; i < Callbacks.MOST + more; i++) {
      callbacks.execute(
          () -> {
            ran.incrementAndGet();
            block();
          });
    }
    for (int i = 0; i < Callbacks.MOST + more; i++) {
      aWhilePasses();
    }
    await().untilAtomic(ran, is(Callbacks.MOST));

    release.countDown();
    await().untilAtomic(ran, is(Callbacks.MOST + more));
    assertThat(callbacks.getLargestPoolSize()).isEqualTo(Callbacks.MOST);
    await().untilAsserted(() -> assertThat(callbacks.getPoolSize()).isEqualTo(1));
  }

  @Test
  void closingInterruptsWhatBlocksAndRunsWhatWaits() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch waited = new CountDownLatch(1);
    callbacks.execute(
        () -> {
          block();
          interrupted.countDown();
        });
    callbacks.execute(waited::countDown);

    callbacks.close();

    interrupted.await();
    waited.await();
    assertThat(callbacks.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }
}
