package io.sozu.pulsar.internal.consume;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much of the streams was not taken yet; asked for now and then. */
final class Lag {
  private static final Logger LOG = LoggerFactory.getLogger(Lag.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Progress progress;
  private volatile long entries;
  private volatile boolean asking;
  private long next = System.nanoTime();

  Lag(Progress progress) {
    this.progress = progress;
  }

  /** Messages, or batches of them; so many at least. */
  long entries() {
    return entries;
  }

  /** Asks, if it is time. By one thread. */
  void look(Subscription subscription) {
    long now = System.nanoTime();
    if (asking || now - next < 0) {
      return;
    }
    asking = true;
    next = now + EVERY.toNanos();
    CompletableFuture<?> unused =
        subscription
            .ends()
            .whenComplete(
                (ends, failure) -> {
                  if (failure == null) {
                    entries = ends.stream().mapToLong(progress::behind).sum();
                  } else {
                    LOG.debug("where the topics end is not known", failure);
                  }
                  asking = false;
                });
  }
}
