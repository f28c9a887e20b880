package io.sozu.client;

import org.jspecify.annotations.Nullable;

/** No connection to Sōzu could be had, or it broke before the request was written. */
public final class Unreachable extends SozuException {
  private static final long serialVersionUID = 1L;

  public Unreachable(String message) {
    this(message, null);
  }

  public Unreachable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public Retry retry() {
    return Retry.SAFE;
  }
}
