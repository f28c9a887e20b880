package io.sozu.itests.karaf.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes the same messages to several topics, so many a second to each; what is late follows.
 */
final class Publisher {
  /** Messages a second. */
  static final int RATE = 1_000;

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final List<Topic> topics;
  private final Thread thread = new Thread(this::run, "publisher");
  private volatile long published;
  private volatile long began;
  private volatile Duration lasted = Duration.ZERO;
  private volatile boolean stopping;
  private volatile RuntimeException failure;

  Publisher(List<Topic> topics) {
    this.topics = topics;
    thread.setDaemon(true);
  }

  void start() {
    began = System.nanoTime();
    thread.start();
  }

  /** The last message that was published. */
  long published() {
    if (failure != null) {
      throw new IllegalStateException("publishing failed", failure);
    }
    return published;
  }

  /** Ends; the brokers have all that was published then. */
  void stop() throws InterruptedException {
    stopping = true;
    thread.join();
    lasted = Duration.ofNanos(System.nanoTime() - began);
    topics.forEach(Topic::flush);
  }

  /** How many messages a second it really were, once it has ended. */
  long rate() {
    return Math.round(published() * 1e9 / lasted.toNanos());
  }

  private void run() {
    try {
      while (!stopping) {
        long due = (System.nanoTime() - began) * RATE / TimeUnit.SECONDS.toNanos(1);
        while (published < due && !stopping) {
          long next = published + 1;
          topics.forEach(topic -> topic.publish(next));
          published = next;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }
}
