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
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A blocking socket with nothing around it: what Java can do at best with one thread. */
final class Bare implements AutoCloseable {
  private final SocketChannel channel;
  private final FrameReader<Response> reader;
  private final ByteBuffer out;

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
