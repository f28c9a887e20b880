package io.sozu.metrics.internal.osgi;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets requests in until it closes. A request that is still inside when its bundle goes may need a
 * class that was not loaded yet, and fail; the log then keeps the failure, and with it our classes.
 */
final class Gate {
  private int inside;
  private boolean closed;

  /** Whether the caller may go in; it must {@link #leave} then. */
  synchronized boolean enter() {
    if (closed) {
      return false;
    }
    inside++;
    return true;
  }

  synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Lets nobody in any more and waits for those inside, at most so long. */
  synchronized void close(Duration patience) {
    closed = true;
    long end = System.nanoTime() + patience.toNanos();
    try {
      for (long left = patience.toNanos(); inside > 0 && left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
