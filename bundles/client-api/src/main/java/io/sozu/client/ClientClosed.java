package io.sozu.client;

import org.jspecify.annotations.Nullable;

/** The client was closed before the request was written. */
public final class ClientClosed extends SozuException {
  private static final long serialVersionUID = 1L;

  public ClientClosed(String message) {
    this(message, null);
  }

  public ClientClosed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public Retry retry() {
    return Retry.SAFE;
  }
}
