package io.sozu.protocol.state;

import com.fasterxml.jackson.core.JsonParser;
import io.sozu.protocol.internal.json.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream at zero bytes, which JSON never holds, into the records of a state file. */
final class RecordSplitter implements Closeable {
  private static final int BUFFER = 256 * 1024;

  private final InputStream in;
  private byte[] bytes;

  /**
   * The current record is {@code bytes[start..end)}; what came after it goes up to {@code size}.
   */
  private int start;

  private int end = -1;
  private int size;
  private long records;

  /** Where {@code bytes[0]} is in the stream. */
  private long base;

  RecordSplitter(InputStream in) {
    this(in, BUFFER);
  }

  /**
   * @param expected bytes that the stream has, if that is known; its buffer grows beyond them
   */
  RecordSplitter(InputStream in, int expected) {
    this.in = in;
    // One more, so that the end is met without growing.
    this.bytes = new byte[Math.min(BUFFER, expected + 1)];
  }

  /**
   * Goes to the next record.
   *
   * @return false at the end of the stream
   * @throws StateFileException if the stream ends within a record or one is longer than memory
   *     should hold
   */
  boolean next() throws IOException {
    start = end + 1;
    int looked = start;
    while (true) {
      int zero = zero(looked);
      if (zero >= 0) {
        end = zero;
        records++;
        return true;
      }
      looked = size;
      if (size - start >= Json.MAX_LENGTH) {
        throw wrongNext("has no end within " + Json.MAX_LENGTH + " bytes");
      }
      int moved = makeRoom();
      looked -= moved;
      int read = in.read(bytes, size, bytes.length - size);
      if (read < 0) {
        return atEnd();
      }
      size += read;
    }
  }

  long records() {
    return records;
  }

  /** Bytes up to the end of the current record. */
  long bytes() {
    return base + Math.min(end + 1, size);
  }

  /** A new parser of the current record. */
  JsonParser parser() throws IOException {
    return Json.factory().createParser(bytes, start, end - start);
  }

  /** What is wrong with the current record. */
  StateFileException wrong(String problem, @Nullable Throwable cause) {
    return new StateFileException(records - 1, base + start, problem, cause);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean atEnd() throws IOException {
    int rest = start;
    while (rest < size && Character.isWhitespace(bytes[rest])) {
      rest++;
    }
    boolean cut = rest < size;
    StateFileException problem = wrongNext("the file ends within it: no zero byte follows");
    end = size - 1;
    if (cut) {
      throw problem;
    }
    return false;
  }

  private int zero(int from) {
    for (int i = from; i < size; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  /** Makes room behind what has come; tells how far that moved to the front. */
  private int makeRoom() {
    if (size < bytes.length) {
      return 0;
    }
    int moved = start;
    if (moved > 0) {
      System.arraycopy(bytes, start, bytes, 0, size - start);
      base += moved;
      size -= moved;
      start = 0;
      end = -1;
    } else {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    return moved;
  }

  private StateFileException wrongNext(String problem) {
    return new StateFileException(records, base + start, problem);
  }
}
