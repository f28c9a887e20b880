package io.sozu.protocol.state;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A record that is not one, or a request that cannot be one: which, and what is wrong with it. */
public final class StateFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long record;
  private final long offset;

  StateFileException(long record, long offset, String problem, @Nullable Throwable cause) {
    super("record " + record + " at byte " + offset + ": " + problem, cause);
    this.record = record;
    this.offset = offset;
  }

  StateFileException(long record, long offset, String problem) {
    super("record " + record + " at byte " + offset + ": " + problem);
    this.record = record;
    this.offset = offset;
  }

  /** The number of the record; the first is 0. */
  public long record() {
    return record;
  }

  /** Where the record begins, in bytes from the beginning of the file. */
  public long offset() {
    return offset;
  }
}
