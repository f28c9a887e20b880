package io.sozu.metrics.internal.collect;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers, one after the other, in as few bytes as they need. Grows by chunks that are never
 * copied. Written by one thread, then read by many.
 */
final class Bytes {
  private static final int FIRST = 64;
  private static final int LARGEST = 32 * 1024;
  private static final int LONGEST_NUMBER = 10;

  private final List<byte[]> chunks = new ArrayList<>(4);
  private byte[] last = new byte[FIRST];
  private int used;

  Bytes() {
    chunks.add(last);
  }

  /** Appends a number: seven bits a byte, small ones first. */
  void put(long number) {
    if (used + LONGEST_NUMBER >= last.length) {
      // A number never spans two chunks; a full chunk's last byte says how many are left unused.
      last[last.length - 1] = (byte) (last.length - used);
      last = new byte[Math.min(LARGEST, last.length * 2)];
      chunks.add(last);
      used = 0;
    }
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      last[used++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    last[used++] = (byte) rest;
  }

  /** A reader from the beginning. */
  Reader reader() {
    return new Reader();
  }

  /** How many bytes it takes. */
  long size() {
    return chunks.stream().mapToLong(c -> c.length).sum();
  }

  final class Reader {
    private int chunk;
    private int at;
    private byte[] bytes = chunks.get(0);

    boolean hasNext() {
      skip();
      return bytes != last || at < used;
    }

    long next() {
      skip();
      long number = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes[at++];
        number |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return number;
        }
      }
    }

    private void skip() {
      if (bytes != last && at >= bytes.length - bytes[bytes.length - 1]) {
        bytes = chunks.get(++chunk);
        at = 0;
      }
    }
  }
}
