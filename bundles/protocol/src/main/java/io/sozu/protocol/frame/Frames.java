package io.sozu.protocol.frame;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Encodes messages as frames: the total length, prefix included, as 8 bytes little-endian, then the
 * message.
 */
public final class Frames {
  /** Bytes of the length prefix, which the length counts too. */
  public static final int PREFIX = Long.BYTES;

  private Frames() {}

  /**
   * The bytes that {@code message} takes as a frame, prefix included; above 2 GiB a negative number
   * never comes back.
   */
  public static long size(MessageLite message) {
    return (long) PREFIX + message.getSerializedSize();
  }

  /**
   * Writes {@code message} as one frame at the position of {@code target}, without another copy.
   *
   * @throws java.nio.BufferOverflowException if fewer than {@link #size} bytes remain; nothing
   *     useful is written then
   */
  public static void encode(MessageLite message, ByteBuffer target) {
    int size = (int) size(message);
    if (target.remaining() < size) {
      throw new java.nio.BufferOverflowException();
    }
    int start = target.position();
    ByteBuffer frame = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(size);
    frame.limit(start + size);
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(frame.slice());
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a message of " + size + " bytes did not fit its own size", e);
    }
    target.position(start + size);
  }
}
