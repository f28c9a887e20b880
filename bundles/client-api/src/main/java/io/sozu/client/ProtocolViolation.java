package io.sozu.client;

import org.jspecify.annotations.Nullable;

/** The peer sent what Sōzu does not send; the connection was closed. */
public final class ProtocolViolation extends SozuException {
  private static final long serialVersionUID = 1L;

  public ProtocolViolation(String message) {
    this(message, null);
  }

  public ProtocolViolation(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public Retry retry() {
    return Retry.IF_REPEATABLE;
  }
}
