package io.sozu.client.internal.loop;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits at a selector. junixsocket's (2.11.1) fails where the JDK's goes on: when a signal comes,
 * such as a profiler's, or when the system has no memory for a moment. Nobody may lose a connection
 * over that, so it counts as a wait in which nothing became ready. Used by one thread at a time.
 */
public final class SelectorWait {
  /**
   * Long enough that a failure that stays does not take a processor, and shorter than an answer.
   */
  private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(100);

  /** Signals do not come so often in a row. */
  private static final int TOLD_AFTER = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(SelectorWait.class);

  private int failures;

  /** Waits until something is ready, so many milliseconds have passed, or earlier. */
  public void select(Selector selector, long millis) {
    try {
      if (millis <= 0) {
        selector.selectNow();
      } else {
        selector.select(millis);
      }
      failures = 0;
    } catch (IOException e) {
      failures++;
      if (failures == TOLD_AFTER) {
        LOG.warn("{} cannot wait for sockets: {}", Thread.currentThread().getName(), e.toString());
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
