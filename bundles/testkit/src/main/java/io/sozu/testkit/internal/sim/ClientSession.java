package io.sozu.testkit.internal.sim;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.PeerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a client, as the main process sees it. On the loop's thread only. */
final class ClientSession implements EventLoop.Ready {
  private static final int PREFIX = 8;

  private final long id;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final int maxBuffer;
  private final BiConsumer<ClientSession, Request> onRequest;
  private final Consumer<ClientSession> onClose;
  private ByteBuffer in;
  private final Deque<ByteBuffer> out = new ArrayDeque<>();
  private long queued;
  private boolean closeWhenWritten;
  private boolean open = true;

  ClientSession(
      long id,
      SocketChannel channel,
      EventLoop loop,
      int buffer,
      int maxBuffer,
      BiConsumer<ClientSession, Request> onRequest,
      Consumer<ClientSession> onClose)
      throws IOException {
    this.id = id;
    this.channel = channel;
    this.maxBuffer = maxBuffer;
    this.onRequest = onRequest;
    this.onClose = onClose;
    this.in = ByteBuffer.allocate(buffer).order(ByteOrder.LITTLE_ENDIAN);
    channel.configureBlocking(false);
    this.key = channel.register(loop.selector(), SelectionKey.OP_READ, this);
  }

  long id() {
    return id;
  }

  boolean isOpen() {
    return open;
  }

  @Override
  public void ready(SelectionKey ready) {
    try {
      if (ready.isWritable()) {
        flush();
      }
      if (open && ready.isReadable()) {
        read();
      }
    } catch (IOException e) {
      close();
    }
  }

  private void read() throws IOException {
    boolean ended = false;
    while (true) {
      int count = channel.read(in);
      ended |= count < 0;
      if (in.hasRemaining() || in.capacity() >= maxBuffer) {
        break;
      }
      int larger = Math.min(maxBuffer, in.capacity() * 2);
      in = ByteBuffer.allocate(larger).order(ByteOrder.LITTLE_ENDIAN).put(in.flip());
    }
    Request last = decodeAll();
    if (open && last != null) {
      onRequest.accept(this, last);
    }
    if (ended) {
      close();
    }
  }

  /** Of several requests that are there at once, Sōzu keeps the last and forgets the others. */
  private @Nullable Request decodeAll() {
    Request last = null;
    in.flip();
    while (open && in.remaining() >= PREFIX) {
      long length = in.getLong(in.position());
      if (length > maxBuffer) {
        close();
      } else if (length < PREFIX) {
        in.position(in.position() + PREFIX);
      } else if (in.remaining() < length) {
        break;
      } else {
        Request request = decode(in.slice(in.position() + PREFIX, (int) length - PREFIX));
        in.position(in.position() + (int) length);
        last = request == null ? last : request;
      }
    }
    in.compact();
    return last;
  }

  private static @Nullable Request decode(ByteBuffer body) {
    try {
      return Request.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      return null; // Sōzu logs it, and says nothing.
    }
  }

  /** Writes a response; one above the limit ends the connection before a byte of it. */
  void write(Response response) {
    if (PREFIX + (long) response.getSerializedSize() > maxBuffer) {
      closeWhenWritten();
    } else {
      write(PeerConnection.frame(response));
    }
  }

  void write(ByteBuffer bytes) {
    if (!open || closeWhenWritten) {
      return;
    }
    out.add(bytes);
    queued += bytes.remaining();
    try {
      flush();
    } catch (IOException e) {
      close();
    }
    if (open && queued > maxBuffer) {
      close(); // Whoever does not read is cut off without a sign.
    }
  }

  /** Writes so many bytes of what is given and ends the connection. */
  void writeAndClose(byte[] bytes, int count) {
    write(ByteBuffer.wrap(Arrays.copyOf(bytes, Math.min(count, bytes.length))));
    closeWhenWritten();
  }

  private void flush() throws IOException {
    while (!out.isEmpty()) {
      ByteBuffer first = out.element();
      queued -= channel.write(first);
      if (first.hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        return;
      }
      out.remove();
    }
    if (closeWhenWritten) {
      close();
    } else {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  void closeWhenWritten() {
    closeWhenWritten = true;
    if (out.isEmpty()) {
      close();
    }
  }

  void close() {
    if (open) {
      open = false;
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing is left to be lost.
      }
      onClose.accept(this);
    }
  }
}
