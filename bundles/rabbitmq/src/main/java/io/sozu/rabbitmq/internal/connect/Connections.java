package io.sozu.rabbitmq.internal.connect;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurator;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.SocketFrameHandlerFactory;
import io.sozu.rabbitmq.RabbitMqOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections of one connector.
 *
 * <p>The client's automatic recovery is off. It keeps channels and consumers over a broken
 * connection, so that nobody learns that everything unacknowledged comes again: the intake would
 * still hold those messages, and an old one that comes again could be applied after a newer one.
 * Nor does it recover the first connection or a channel that the broker closes. So whoever uses a
 * connection opens a new one, and forgets what the old one gave.
 */
public final class Connections implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration RPC = Duration.ofSeconds(30);

  /** A dead broker is noticed after twice this. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** Longest body that a broker of version 3 passes on unless it is told otherwise. */
  private static final int LONGEST_BODY = 128 * 1024 * 1024;

  private final String name;
  private boolean closed;
  private boolean opening;
  private @Nullable Socket socket;

  /**
   * For a connector of this Sōzu.
   *
   * @param instance names threads and connections
   * @param role what they are for, one word
   */
  public Connections(String instance, String role) {
    this.name = "sozu-" + instance + "-rabbitmq-" + role;
  }

  /**
   * Opens one. Blocks until it is there or cannot be had, 10 s or so at most. To be called by one
   * thread.
   *
   * @throws IOException why not; {@link Reasons} makes words of it
   */
  public Connection open(RabbitMqOptions options) throws IOException, TimeoutException {
    Endpoint endpoint = Endpoint.of(options);
    ConnectionFactory factory = new QuietSockets();
    factory.setHost(endpoint.host());
    factory.setPort(endpoint.port());
    factory.setVirtualHost(endpoint.vhost());
    factory.setUsername(endpoint.user());
    factory.setPassword(endpoint.password());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setConnectionTimeout((int) CONNECT.toMillis());
    factory.setHandshakeTimeout((int) CONNECT.toMillis());
    factory.setChannelRpcTimeout((int) RPC.toMillis());
    factory.setRequestedHeartbeat((int) HEARTBEAT.toSeconds());
    factory.setMaxInboundMessageBodySize(LONGEST_BODY);
    factory.setThreadFactory(new Threads(name + "-io"));
    factory.setExceptionHandler(new QuietExceptions());
    SocketConfigurator sockets =
        SocketConfigurators.defaultConfigurator().andThen(this::connecting);
    if (endpoint.tls()) {
      factory.setSocketFactory(options.tls().context().getSocketFactory());
      if (options.tls().verify() && options.tls().verifyHostname()) {
        sockets = sockets.andThen(SocketConfigurators.enableHostnameVerification());
      }
    }
    factory.setSocketConfigurator(sockets);
    try {
      return factory.newConnection(new CallerRuns(), name);
    } finally {
      opened();
    }
  }

  private synchronized void connecting(Socket fresh) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    socket = fresh;
    opening = true;
  }

  private synchronized void opened() {
    opening = false;
  }

  /** Opens none any more; one that is being opened fails at once. */
  @Override
  public synchronized void close() {
    closed = true;
    if (opening) {
      cut();
    }
  }

  /** Breaks the last connection, for one whose broker does not take what is written to it. */
  public synchronized void cut() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it would connect to, for people. */
  public static String target(RabbitMqOptions options) {
    try {
      return Endpoint.of(options).toString();
    } catch (IOException e) {
      return options.uri().getHost();
    }
  }

  /** Shakes hands before the client does, which would log each failure as an error. */
  private static final class QuietSockets extends ConnectionFactory {
    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() {
      return new SocketFrameHandlerFactory(
          getConnectionTimeout(),
          getSocketFactory(),
          getSocketConfigurator(),
          isSSL(),
          null,
          null,
          LONGEST_BODY) {
        @Override
        public FrameHandler create(Socket socket) throws IOException {
          if (socket instanceof SSLSocket tls) {
            tls.setSoTimeout(getHandshakeTimeout());
            tls.startHandshake();
          }
          return super.create(socket);
        }
      };
    }
  }
}
