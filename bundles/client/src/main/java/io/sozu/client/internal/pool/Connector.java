package io.sozu.client.internal.pool;

import io.sozu.client.ClientOptions;
import io.sozu.client.config.Backoff;
import io.sozu.client.internal.config.Endpoint;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/**
 * Opens connections, tells which Sōzu they lead to, and pauses longer and longer while none can be
 * had, or none lives. Tells a change of state once, not each try. On the loop thread, except the
 * volatile facts.
 */
final class Connector {
  /** Who waits for a connection. */
  interface Taker {
    /** Takes a connected channel. May throw: the connection is then closed and counts as failed. */
    void connected(AFUNIXSocketChannel channel, long generation, int maxFrame) throws IOException;
  }

  private enum Reach {
    NOT_TRIED,
    REACHED,
    FAILED,
    /** Accepted, and ended before anything was answered: whether anybody serves must be proven. */
    DROPPED
  }

  private static final long REPLACED_CHECK = TimeUnit.SECONDS.toNanos(1);

  private final ClientOptions options;
  private final Figures figures;
  private final Backoff backoff;
  private final Events events;

  private long nextTry = Long.MIN_VALUE;
  private long nextCheck = Long.MIN_VALUE;
  private volatile Reach reach = Reach.NOT_TRIED;

  /** Whether nobody has proven to serve since the last failure. */
  private volatile boolean doubtful = true;

  private volatile Endpoint endpoint;
  private volatile Peer peer = Peer.NONE;
  private final AtomicLong generation = new AtomicLong();
  private volatile String lastFailure = "not yet connected";

  Connector(ClientOptions options, Figures figures, Events events) {
    this.options = options;
    this.figures = figures;
    this.events = events;
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

  /** Whether Sōzu is reached, as far as that is known. */
  boolean reachable() {
    return reach == Reach.REACHED;
  }

  /** Whether nobody has proven to serve since the last failure. From any thread. */
  boolean doubtful() {
    return doubtful;
  }

  /** Whether connections are accepted and not served: one try at a time is enough. */
  boolean dropping() {
    return reach == Reach.DROPPED;
  }

  /** Somebody serves a connection. */
  void proven() {
    doubtful = false;
    backoff.reset();
    reached();
  }

  private void reached() {
    if (reach != Reach.REACHED) {
      reach = Reach.REACHED;
      events.reachable();
    }
  }

  /** A connection was ended by the other side before it served: as good as none. */
  void dropped(long now, String why) {
    failed(now, Reach.DROPPED, why);
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
      figures.connectFailed.increment();
      failed(now, Reach.FAILED, String.valueOf(e.getMessage()));
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
    if (reach != Reach.DROPPED) {
      reached();
    }
    nextTry = Long.MIN_VALUE;
  }

  private void failed(long now, Reach how, String cause) {
    doubtful = true;
    nextTry = now + backoff.pause();
    String why = endpoint.socket() + ": " + cause + rereadEndpoint();
    lastFailure = why;
    boolean told = reach == Reach.FAILED || reach == Reach.DROPPED;
    reach = how;
    if (!told) {
      events.unreachable(why);
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
