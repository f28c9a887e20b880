package io.sozu.client.internal.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.newsclub.net.unix.AFSocket;
import org.newsclub.net.unix.AFSocketCapability;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the loop by a byte between two sockets of its own. The selector's wakeup (junixsocket
 * 2.11.1) writes a heap buffer and leaves an object of its class loader in the calling thread for
 * that; on a thread that is not ours it stays, and with it a class loader for each update of a
 * bundle. Pinned by {@code FeaturesKarafIT#installedAndUninstalledTwentyTimesItLeavesNothing}.
 */
final class Doorbell implements Loop.Ready, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Doorbell.class);

  private final AFUNIXSocketChannel inside;
  private final AFUNIXSocketChannel outside;

  /** Whether there is a byte that the loop has not seen: one is enough. */
  private final AtomicBoolean rung = new AtomicBoolean();

  /** On the loop thread, where addresses may be remembered without harm. */
  Doorbell(Selector selector) throws IOException {
    // Not openSocketChannelPair: junixsocket 2.11.1 never closes two of the four sockets it opens.
    try (AFUNIXServerSocketChannel meeting = AFUNIXServerSocketChannel.open()) {
      AFUNIXSocketAddress address = meetingPoint();
      meeting.bind(address);
      outside = AFUNIXSocketChannel.open();
      outside.connect(address);
      inside = meeting.accept();
    }
    inside.configureBlocking(false);
    outside.configureBlocking(false);
    inside.register(selector, SelectionKey.OP_READ, this);
  }

  private static AFUNIXSocketAddress meetingPoint() throws IOException {
    return AFSocket.supports(AFSocketCapability.CAPABILITY_ABSTRACT_NAMESPACE)
        ? AFUNIXSocketAddress.inAbstractNamespace("sozu-doorbell-" + UUID.randomUUID())
        : AFUNIXSocketAddress.ofNewTempFile();
  }

  /** Wakes the loop, now or when it next wants to sleep. From any thread. */
  void ring() {
    if (rung.compareAndSet(false, true)) {
      try {
        outside.write(ByteBuffer.allocateDirect(1));
      } catch (IOException e) {
        LOG.debug("the loop has ended: {}", e.toString());
      }
    }
  }

  /** Heard; on the loop thread, which then looks at everything. */
  @Override
  public void ready(SelectionKey key) {
    try {
      inside.read(ByteBuffer.allocateDirect(1));
    } catch (IOException e) {
      throw new IllegalStateException("the loop's own sockets failed", e);
    }
    rung.set(false);
  }

  @Override
  public void close() throws IOException {
    inside.close();
    outside.close();
  }
}
