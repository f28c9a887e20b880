package io.sozu.metrics.internal.expose;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A buffer before a stream, with numbers written by hand: a page has hundreds of thousands. */
final class ByteOut {
  private static final int SIZE = 64 * 1024;
  private static final int LONGEST_NUMBER = 24;

  private final OutputStream out;
  private final byte[] buffer = new byte[SIZE];
  private int used;
  private long written;

  ByteOut(OutputStream out) {
    this.out = out;
  }

  void put(byte[] bytes) {
    if (bytes.length > SIZE - used) {
      flushBuffer();
      if (bytes.length > SIZE) {
        write(bytes, bytes.length);
        return;
      }
    }
    System.arraycopy(bytes, 0, buffer, used, bytes.length);
    used += bytes.length;
  }

  void put(char ascii) {
    if (used == SIZE) {
      flushBuffer();
    }
    buffer[used++] = (byte) ascii;
  }

  /** An unsigned number, divided by a power of ten; without digits that say nothing. */
  void put(long value, int scale) {
    if (SIZE - used < LONGEST_NUMBER) {
      flushBuffer();
    }
    if (scale == 1) {
      digits(value);
      return;
    }
    digits(Long.divideUnsigned(value, scale));
    int fraction = (int) Long.remainderUnsigned(value, scale);
    if (fraction == 0) {
      return;
    }
    buffer[used++] = '.';
    for (int unit = scale / 10; fraction > 0; unit /= 10) {
      buffer[used++] = (byte) ('0' + fraction / unit);
      fraction %= unit;
    }
  }

  /** Gives everything to the stream. */
  long flush() {
    flushBuffer();
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return written;
  }

  private void digits(long value) {
    if (value >= 0 && value < 10) {
      buffer[used++] = (byte) ('0' + value); // most numbers of a page
      return;
    }
    if (value < 0) {
      put(Long.toUnsignedString(value).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return;
    }
    int length = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      length++;
    }
    int at = used + length;
    used = at;
    long rest = value;
    do {
      buffer[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
  }

  private void flushBuffer() {
    write(buffer, used);
    used = 0;
  }

  private void write(byte[] bytes, int length) {
    try {
      out.write(bytes, 0, length);
      written += length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
