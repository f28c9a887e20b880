package io.sozu.client;

import org.jspecify.annotations.Nullable;

/** The request is above what Sōzu reads ({@code max_command_buffer_size}); it was not written. */
public final class TooLarge extends SozuException {
  private static final long serialVersionUID = 1L;

  public TooLarge(String message) {
    this(message, null);
  }

  public TooLarge(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public Retry retry() {
    return Retry.NO;
  }
}
