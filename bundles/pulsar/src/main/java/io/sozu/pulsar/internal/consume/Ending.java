package io.sozu.pulsar.internal.consume;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells a thread that it is to end, also while it waits. Not by an interrupt, which would make
 * Pulsar's client close in disorder. Thread-safe.
 */
final class Ending {
  private static final long LOOK_MILLIS = 50;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopped;

  /** Nothing new is to be begun. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** The thread is to end. */
  void end() {
    stopped = true;
    ended.countDown();
  }

  boolean isEnded() {
    return ended.getCount() == 0;
  }

  /** Waits for so long, or until the end. */
  void await(Duration time) throws InterruptedException {
    boolean unused = ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * What a future brings.
   *
   * @throws IOException if it fails, or the end comes first
   */
  <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
    while (!isEnded()) {
      try {
        return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Looked at again.
      } catch (ExecutionException e) {
        throw new IOException(e.getCause());
      }
    }
    future.cancel(false);
    throw new IOException("the connector is closed");
  }
}
