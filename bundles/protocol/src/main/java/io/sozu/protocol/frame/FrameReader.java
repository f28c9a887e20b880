package io.sozu.protocol.frame;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reassembles frames from any split of bytes. The reader owns one direct buffer; a frame is decoded
 * in it, so bytes are copied at most once: when a large frame asks for a larger buffer, what had
 * come of it is moved there.
 *
 * <p>Use: read from a channel into {@link #space()}, then call {@link #next} until it returns null.
 * Not thread-safe.
 *
 * @param <M> the message a frame holds
 */
public final class FrameReader<M extends MessageLite> {
  /**
   * Size of the buffer for ordinary frames, in bytes; larger frames get one of their own size for
   * as long as needed.
   */
  public static final int ORDINARY = 16 * 1024;

  private final Parser<M> parser;
  private final Predicate<? super M> whole;
  private final long limit;
  private final ByteBuffer ordinary;
  private ByteBuffer buffer;

  /** Where the frame that is on its way begins; what is before it has been decoded. */
  private int start;

  /**
   * @param parser of the messages, for example {@code Response.parser()}
   * @param limit longest frame accepted, prefix included, in bytes
   */
  public FrameReader(Parser<M> parser, long limit) {
    this(parser, MessageLite::isInitialized, limit);
  }

  /**
   * As {@link #FrameReader(Parser, long)}, for large messages: looking for each required field in
   * all of one takes a seventh of the time of decoding it.
   *
   * @param whole whether a message has the fields that its reader cannot do without
   */
  public FrameReader(Parser<M> parser, Predicate<? super M> whole, long limit) {
    this.parser = parser;
    this.whole = whole;
    this.limit = limit;
    this.ordinary = allocate(ORDINARY);
    this.buffer = ordinary;
  }

  /**
   * Where the next bytes belong; has always room. Bytes put here count once {@link #next} is
   * called.
   */
  public ByteBuffer space() {
    return buffer;
  }

  /**
   * The bytes that have come and are not yet decoded; more than zero means that a frame is on its
   * way.
   */
  public int pending() {
    return buffer.position() - start;
  }

  /** Whether the next frame has come whole and is larger than ordinary: decoding takes a while. */
  public boolean holdsLarge() {
    if (pending() <= ORDINARY) {
      return false;
    }
    long length = buffer.getLong(start);
    return length > ORDINARY && length <= pending();
  }

  /**
   * The next complete message, or null when more bytes are needed.
   *
   * @throws FrameException if the length is below the prefix or above the limit, or the bytes are
   *     not such a message
   */
  public @Nullable M next() throws FrameException {
    if (pending() < Frames.PREFIX) {
      makeRoomFor(Frames.PREFIX);
      return null;
    }
    long length = buffer.getLong(start);
    if (length < Frames.PREFIX || length > limit) {
      throw new FrameException(
          "frame length " + length + " is outside " + Frames.PREFIX + ".." + limit);
    }
    if (pending() < length) {
      makeRoomFor((int) length);
      return null;
    }
    M message = decode((int) length);
    start += (int) length;
    return message;
  }

  private M decode(int length) throws FrameException {
    ByteBuffer body = buffer.duplicate();
    body.limit(start + length).position(start + Frames.PREFIX);
    try {
      CodedInputStream in = CodedInputStream.newInstance(body);
      M message = parser.parsePartialFrom(in);
      in.checkLastTagWas(0);
      if (!whole.test(message)) {
        throw new InvalidProtocolBufferException("a required field is missing");
      }
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw new FrameException(
          "a frame of " + length + " bytes is not a message: " + e.getMessage(), e);
    }
  }

  /** Makes room for a frame of {@code length} bytes, moving what has come of it at most once. */
  private void makeRoomFor(int length) {
    boolean tooSmall = length > buffer.capacity();
    boolean tooLarge = length <= ORDINARY && buffer.capacity() > ORDINARY;
    if (!tooSmall && !tooLarge && start + length <= buffer.capacity()) {
      return;
    }
    ByteBuffer rest = buffer.duplicate().flip().position(start);
    if (tooSmall) {
      buffer = allocate(length);
    } else if (tooLarge) {
      buffer = ordinary;
    }
    // Overlapping ranges of one buffer are copied as if through a third one.
    buffer.clear();
    buffer.put(rest);
    start = 0;
  }

  private static ByteBuffer allocate(int size) {
    // Direct: junixsocket keeps heap buffers in a ThreadLocal of the calling thread, which would
    // pin its class loader.
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
