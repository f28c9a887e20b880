package io.sozu.client;

import org.jspecify.annotations.Nullable;

/**
 * The request was written and its outcome is not known: no answer in time, a broken connection, or
 * some workers applied it and some did not. Ask Sōzu what is true.
 */
public final class OutcomeUnknown extends SozuException {
  private static final long serialVersionUID = 1L;

  public OutcomeUnknown(String message) {
    this(message, null);
  }

  public OutcomeUnknown(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public Retry retry() {
    return Retry.IF_REPEATABLE;
  }
}
