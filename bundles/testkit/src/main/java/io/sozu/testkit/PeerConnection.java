package io.sozu.testkit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Bare frames over the JDK's own UNIX sockets: what a test says to a Sōzu when no client may stand
 * in between. Not thread-safe.
 */
public final class PeerConnection implements AutoCloseable {
  /** Longer than Sōzu's own limits, so that silence is Sōzu's and not ours. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int PREFIX = 8;

  private final SocketChannel channel;
  private final Selector selector;

  private PeerConnection(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /**
   * A connection to a socket.
   *
   * @throws UncheckedIOException if nobody listens there
   */
  public static PeerConnection to(Path socket) {
    try {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      return new PeerConnection(channel, selector);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + socket, e);
    }
  }

  /** A message as a frame. */
  public static ByteBuffer frame(MessageLite message) {
    byte[] body = message.toByteArray();
    return frame(PREFIX + (long) body.length, body);
  }

  /** A frame whose length says whatever a test wants it to say. */
  public static ByteBuffer frame(long length, byte[] body) {
    return ByteBuffer.allocate(PREFIX + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(body)
        .flip();
  }

  /** Writes a request. */
  public void send(Request request) {
    write(frame(request));
  }

  /**
   * Writes bytes.
   *
   * @throws UncheckedIOException if the peer closed the connection
   */
  public void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          Thread.onSpinWait();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next response, whatever it is, within {@link #PATIENCE}. */
  public Response receive() {
    return receive(PATIENCE);
  }

  /**
   * The next response.
   *
   * @throws UncheckedIOException if the connection ends before it ({@link EOFException}) or it does
   *     not come in time ({@link java.net.SocketTimeoutException})
   */
  public Response receive(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      int length = (int) read(PREFIX, deadline).getLong();
      return parse(read(length - PREFIX, deadline));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request and collects its answers until one is final. */
  public Answer ask(Request request) {
    return ask(request, PATIENCE);
  }

  /** {@link #ask(Request)} with another patience for each response. */
  public Answer ask(Request request, Duration timeout) {
    send(request);
    List<Response> processing = new ArrayList<>();
    while (true) {
      Response response = receive(timeout);
      if (response.getStatus() != ResponseStatus.PROCESSING) {
        return new Answer(processing, response);
      }
      processing.add(response);
    }
  }

  private ByteBuffer read(int count, long deadline) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes);
      if (read < 0) {
        throw new EOFException("the peer closed the connection");
      }
      if (read == 0) {
        awaitBytes(deadline);
      }
    }
    return bytes.flip();
  }

  private void awaitBytes(long deadline) throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new java.net.SocketTimeoutException("no answer in time");
    }
    selector.select(millis);
    selector.selectedKeys().clear();
  }

  private static Response parse(ByteBuffer body) throws IOException {
    try {
      return Response.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("not a response", e);
    }
  }

  @Override
  public void close() {
    try (selector;
        channel) {
      // Both are closed, also when one fails.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What became of a request.
   *
   * @param processing the PROCESSING responses
   * @param last the final one
   */
  public record Answer(List<Response> processing, Response last) {
    public Answer {
      processing = List.copyOf(processing);
    }

    /** Whether Sōzu said OK. */
    public boolean ok() {
      return last.getStatus() == ResponseStatus.OK;
    }

    /** The words of the final response. */
    public String message() {
      return last.getMessage();
    }
  }
}
