package io.sozu.protocol.internal.json;

/** JSON that is not such a message, or a message that cannot be JSON: where, and what is wrong. */
public final class JsonMismatch extends Exception {
  private static final long serialVersionUID = 1L;

  /** The place in the document, as a JSON pointer; empty for the whole. */
  private final String path;

  JsonMismatch(String path, String problem) {
    super(problem);
    this.path = path;
  }

  /** The place and what is wrong with it, for people. */
  public String describe() {
    return path.isEmpty() ? String.valueOf(getMessage()) : path + ": " + getMessage();
  }
}
