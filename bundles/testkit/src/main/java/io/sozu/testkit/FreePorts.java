package io.sozu.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of 127.0.0.1 that nobody listens on. They lie below those that Linux gives to outgoing
 * connections (32,768 and more), which on a busy machine take a free port away before it is used.
 */
public final class FreePorts {
  private static final int FIRST = 15_000;
  private static final int COUNT = 17_000;

  /** The golden section of {@link #COUNT}, whose multiples are far from each other. */
  private static final int STEP = 10_507;

  /**
   * Programs that begin together, as the forks of a build do, have process ids next to each other.
   * They begin far from each other here, so that none is given what another has not bound yet.
   */
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * STEP % COUNT));

  private FreePorts() {}

  /** One that this program has not been given lately. */
  public static InetSocketAddress next() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      if (isFree(address)) {
        return address;
      }
    }
    throw new IllegalStateException("no free port in " + FIRST + ".." + (FIRST + COUNT - 1));
  }

  private static boolean isFree(InetSocketAddress address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
