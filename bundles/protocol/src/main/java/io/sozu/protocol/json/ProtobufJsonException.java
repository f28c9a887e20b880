package io.sozu.protocol.json;

/** A text that is not the JSON of the wanted message. */
public final class ProtobufJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  ProtobufJsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
