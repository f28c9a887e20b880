package io.sozu.client.internal.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketPair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the loop by a byte in a pair of sockets. The selector's own wakeup (junixsocket 2.11.1)
 * writes a heap buffer and leaves an object of its class loader in the calling thread for that; on
 * a thread that is not ours it stays, and with it a class loader for each update of a bundle.
 * Pinned by {@code FeaturesKarafIT#installedAndUninstalledTwentyTimesItLeavesNothing}.
 */
final class Doorbell implements Loop.Ready, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Doorbell.class);

  private final AFUNIXSocketChannel inside;
  private final AFUNIXSocketChannel outside;

  /** Whether there is a byte that the loop has not seen: one is enough. */
  private final AtomicBoolean rung = new AtomicBoolean();

  Doorbell(Selector selector) throws IOException {
    AFUNIXSocketPair<AFUNIXSocketChannel> pair =
        AFUNIXSelectorProvider.provider().openSocketChannelPair();
    inside = pair.getSocket1();
    outside = pair.getSocket2();
    inside.configureBlocking(false);
    outside.configureBlocking(false);
    inside.register(selector, SelectionKey.OP_READ, this);
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
