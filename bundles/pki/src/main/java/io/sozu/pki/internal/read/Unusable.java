package io.sozu.pki.internal.read;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import java.nio.file.Path;

/**
 * Something of the folder cannot be used. It never has a cause: the message of a parser's exception
 * may quote what it read, which may be a key.
 */
public final class Unusable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  /** With what is wrong. */
  public Unusable(Fault fault) {
    super(fault.text(), null, false, false);
    this.fault = fault;
  }

  /** Wrong as a whole. */
  static Unusable file(Cause cause, Path file, String words) {
    return new Unusable(new Fault(cause, file, 0, words));
  }

  /** Wrong at a line. */
  static Unusable line(Cause cause, Path file, int line, String words) {
    return new Unusable(new Fault(cause, file, line, words));
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }
}
