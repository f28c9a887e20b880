package io.sozu.protocol.state;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes of whole records on their way to a file, and of one more that may still be dropped. */
final class RecordBuffer extends OutputStream {
  private byte[] bytes = new byte[2 * StateFileWriter.BUFFER];
  private int size;

  @Override
  public void write(int b) {
    ensure(1);
    bytes[size++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  int size() {
    return size;
  }

  /** Drops what came after the first {@code kept} bytes. */
  void truncate(int kept) {
    size = kept;
  }

  void drainTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
    size = 0;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
