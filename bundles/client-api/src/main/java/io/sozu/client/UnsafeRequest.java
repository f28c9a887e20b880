package io.sozu.client;

import org.jspecify.annotations.Nullable;

/**
 * A request that can harm Sōzu, such as an unbounded query, or a query in {@link SozuClient#apply},
 * which has no place for its answer; it was not written. The message names the safe way.
 */
public final class UnsafeRequest extends SozuException {
  private static final long serialVersionUID = 1L;

  public UnsafeRequest(String message) {
    this(message, null);
  }

  public UnsafeRequest(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public Retry retry() {
    return Retry.NO;
  }
}
