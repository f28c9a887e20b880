package io.sozu.client;

import org.jspecify.annotations.Nullable;

/** The deadline passed before the call was sent, as a rule while it waited for a connection. */
public final class NotSentInTime extends SozuException {
  private static final long serialVersionUID = 1L;

  public NotSentInTime(String message) {
    this(message, null);
  }

  public NotSentInTime(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public Retry retry() {
    return Retry.SAFE;
  }
}
