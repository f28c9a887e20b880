package io.sozu.client;

import org.jspecify.annotations.Nullable;

/**
 * The deadline passed while the call waited for a free connection, or for the answers to earlier
 * questions about metrics.
 */
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
