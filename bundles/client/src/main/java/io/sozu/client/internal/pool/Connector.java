package io.sozu.client.internal.pool;

import io.sozu.client.ClientOptions;
import io.sozu.client.internal.config.Endpoint;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections, tells which Sōzu they lead to, and pauses longer and longer while none can be
 * had. Logs a change of state once, not each try. On the loop thread, except the volatile facts.
 */
final class Connector {
  /** Who waits for a connection. */
  interface Taker {
    /** Takes a connected channel. May throw: the connection is then closed and counts as failed. */
    void connected(AFUNIXSocketChannel channel, long generation, int maxFrame) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
  private static final long REPLACED_CHECK = TimeUnit.SECONDS.toNanos(1);

  private final ClientOptions options;
  private final Figures figures;
  private final Backoff backoff;
  private final Consumer<String> onFailure;

  private long nextTry = Long.MIN_VALUE;
  private long nextCheck = Long.MIN_VALUE;
  private boolean toldFailure;

  private volatile Endpoint endpoint;
  private volatile Peer peer = Peer.NONE;
  private final AtomicLong generation = new AtomicLong();
  private volatile String lastFailure = "not yet connected";

  Connector(ClientOptions options, Figures figures, Consumer<String> onFailure) {
    this.options = options;
    this.figures = figures;
    this.onFailure = onFailure;
    this.backoff = new Backoff(options.reconnectMin(), options.reconnectMax());
    this.endpoint = Endpoint.of(options);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  long generation() {
    return generation.get();
  }

  long peerUid() {
    return peer.uid();
  }

  /** Why the last try failed, for messages. */
  String lastFailure() {
    return lastFailure;
  }

  /** When another try may be made. */
  long nextTry() {
    return nextTry;
  }

  /** Whether the pause after the last failure is over. */
  boolean mayTry(long now) {
    return now >= nextTry;
  }

  /**
   * Opens one connection for {@code taker}; a failure begins a pause.
   *
   * @return whether the taker has it
   */
  boolean connect(long now, Taker taker) {
    try {
      AFUNIXSocketChannel channel = AFUNIXSocketChannel.open();
      try {
        channel.configureBlocking(false);
        // A UNIX socket connects at once or not at all: it has no handshake to wait for.
        if (!channel.connect(AFUNIXSocketAddress.of(endpoint.socket()))) {
          throw new IOException("its queue of connections is full");
        }
        established(channel, taker);
        return true;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      failed(now, e);
      return false;
    }
  }

  private void established(AFUNIXSocketChannel channel, Taker taker) throws IOException {
    Peer met = Peer.of(channel, endpoint.socket());
    met.mustRunAs(options.peerUser());
    if (!met.equals(peer)) {
      peer = met;
      generation.incrementAndGet();
    }
    taker.connected(channel, generation.get(), endpoint.maxFrame());
    figures.connected.increment();
    backoff.reset();
    toldFailure = false;
    nextTry = Long.MIN_VALUE;
  }

  private void failed(long now, Exception cause) {
    figures.connectFailed.increment();
    nextTry = now + backoff.pause();
    String why = endpoint.socket() + ": " + cause.getMessage() + rereadEndpoint();
    lastFailure = why;
    onFailure.accept(why);
    if (!toldFailure) {
      toldFailure = true;
      LOG.warn("{}: no connection to Sōzu at {}; trying on", options.instance(), why);
    }
  }

  /** Sōzu's TOML may name another socket by now; an unreadable one leaves the old in force. */
  private String rereadEndpoint() {
    try {
      endpoint = Endpoint.of(options);
      return "";
    } catch (RuntimeException e) {
      return "; and " + e.getMessage();
    }
  }

  /**
   * Whether the socket file leads to another Sōzu than the connections do; looked at once a second.
   */
  boolean replaced(long now) {
    if (now < nextCheck) {
      return false;
    }
    nextCheck = now + REPLACED_CHECK;
    return !peer.equals(Peer.NONE) && peer.replacedAt(endpoint.socket());
  }
}
