package io.sozu.protocol.frame;

/**
 * The peer sent what is not a frame, or a frame above the limit: the connection is of no more use.
 */
public final class FrameException extends Exception {
  private static final long serialVersionUID = 1L;

  FrameException(String message) {
    super(message);
  }

  FrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
