package io.sozu.client;

import org.jspecify.annotations.Nullable;

/** Every connection is busy and as many callers wait as may wait; the message has the numbers. */
public final class PoolExhausted extends SozuException {
  private static final long serialVersionUID = 1L;

  public PoolExhausted(String message) {
    this(message, null);
  }

  public PoolExhausted(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public Retry retry() {
    return Retry.SAFE;
  }
}
