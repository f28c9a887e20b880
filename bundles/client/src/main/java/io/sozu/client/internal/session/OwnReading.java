package io.sozu.client.internal.session;

import io.sozu.client.internal.loop.SelectorWait;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the thread that waits for an answer wait at the socket itself, one thread at a time: being
 * woken by the loop instead costs a third of a Status (Sōzu 2.3.3 on two cores). The loop watches
 * the same socket, so nothing depends on this.
 */
final class OwnReading {
  private static final Logger LOG = LoggerFactory.getLogger(OwnReading.class);

  /**
   * Longest time at the socket before the caller looks whether somebody else has completed its
   * future.
   */
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(100);

  private enum Place {
    FREE,
    TAKEN,
    /** A thread is, or will be in a moment, at the socket. */
    AT_SOCKET,
    CLOSED
  }

  private final AFUNIXSocketChannel channel;
  private final SelectorWait wait = new SelectorWait();
  private final AtomicReference<Place> place = new AtomicReference<>(Place.FREE);

  /** How often a thread came to the socket; written by whoever has the place. */
  private final AtomicLong visits = new AtomicLong();

  /** Opened by the first thread that waits here; owned by whoever has the place. */
  private volatile @Nullable Selector selector;

  OwnReading(AFUNIXSocketChannel channel) {
    this.channel = channel;
  }

  /** Takes the place; false when another thread has it or the session is closed. */
  boolean enter() {
    return place.compareAndSet(Place.FREE, Place.TAKEN);
  }

  /** Gives the place back. */
  void leave() {
    if (!place.compareAndSet(Place.TAKEN, Place.FREE)) {
      closeSelector();
    }
  }

  /** The number of the visit to the socket that is under way. */
  long visit() {
    return visits.get();
  }

  /** Says that {@link #await} follows, so that the loop knows whom to wake. */
  boolean approach() {
    visits.incrementAndGet();
    return place.compareAndSet(Place.TAKEN, Place.AT_SOCKET);
  }

  /** Away from the socket, after {@link #approach}. */
  void turnAway() {
    place.compareAndSet(Place.AT_SOCKET, Place.TAKEN);
  }

  /** Whether a thread waits at the socket. From any thread. */
  boolean atSocket() {
    return place.get() == Place.AT_SOCKET;
  }

  /**
   * Waits until something can be read, the session is closed, or a while has passed, at most so
   * many nanoseconds.
   */
  void await(long most) throws IOException {
    Selector waiting = selector;
    if (waiting == null) {
      waiting = AFUNIXSelectorProvider.provider().openSelector();
      selector = waiting;
      channel.register(waiting, SelectionKey.OP_READ);
    }
    try {
      wait.select(waiting, Math.max(1, TimeUnit.NANOSECONDS.toMillis(Math.min(most, SLICE))));
      waiting.selectedKeys().clear();
    } catch (ClosedSelectorException e) {
      throw new IOException(e);
    }
  }

  /** Calls the thread at the socket away, if there is one. On the loop thread. */
  void wake() {
    Selector waiting = selector;
    if (atSocket() && waiting != null) {
      waiting.wakeup();
    }
  }

  /** Lets nobody in any more. On the loop thread. */
  void close() {
    Place before = place.getAndSet(Place.CLOSED);
    if (before == Place.FREE) {
      closeSelector();
    } else {
      // Whoever is inside closes it on leaving: not under its feet.
      Selector waiting = selector;
      if (before == Place.AT_SOCKET && waiting != null) {
        waiting.wakeup();
      }
    }
  }

  private void closeSelector() {
    Selector last = selector;
    selector = null;
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        LOG.debug("closing a caller's selector: {}", e.toString());
      }
    }
  }
}
