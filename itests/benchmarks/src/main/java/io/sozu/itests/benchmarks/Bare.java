package io.sozu.itests.benchmarks;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.frame.FrameException;
import io.sozu.protocol.frame.FrameReader;
import io.sozu.protocol.frame.Frames;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A blocking socket with nothing around it: what Java can do at best with one thread. */
final class Bare implements AutoCloseable {
  private final SocketChannel channel;
  private final FrameReader<Response> reader;
  private final ByteBuffer out;
  private final ByteBuffer discarded = ByteBuffer.allocateDirect(1024 * 1024);

  Bare(Path socket, int maxFrame) throws IOException {
    this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    this.reader = new FrameReader<>(Response.parser(), maxFrame);
    this.out = ByteBuffer.allocateDirect(FrameReader.ORDINARY);
  }

  /** The final answer. */
  Response ask(Request request) throws IOException {
    try {
      out.clear();
      Frames.encode(request, out);
      out.flip();
      while (out.hasRemaining()) {
        channel.write(out);
      }
      Response answer = read();
      while (answer.getStatus() == ResponseStatus.PROCESSING) {
        answer = read();
      }
      return answer;
    } catch (FrameException e) {
      throw new IOException(e);
    }
  }

  /**
   * Asks what is answered at length, and throws that away unread: it is Sōzu's time that counts.
   */
  void measure(Request request) throws IOException {
    out.clear();
    Frames.encode(request, out);
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    // PROCESSING comes first, in a frame of its own.
    skipFrame();
    skipFrame();
  }

  private void skipFrame() throws IOException {
    ByteBuffer prefix = ByteBuffer.allocate(Frames.PREFIX).order(ByteOrder.LITTLE_ENDIAN);
    fill(prefix);
    long left = prefix.getLong(0) - Frames.PREFIX;
    while (left > 0) {
      discarded.clear().limit((int) Math.min(left, discarded.capacity()));
      left -= discarded.limit();
      fill(discarded);
    }
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("Sōzu closed the connection");
      }
    }
  }

  private Response read() throws IOException, FrameException {
    Response answer = reader.next();
    while (answer == null) {
      if (channel.read(reader.space()) < 0) {
        throw new EOFException("Sōzu closed the connection");
      }
      answer = reader.next();
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
