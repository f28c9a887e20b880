package io.sozu.client;

import org.jspecify.annotations.Nullable;

/**
 * Why a call failed. The type says where, {@link #retry()} whether to try again, the message is for
 * people.
 */
public abstract sealed class SozuException extends RuntimeException
    permits Unreachable,
        PoolExhausted,
        NotSentInTime,
        TooLarge,
        UnsafeRequest,
        Refused,
        OutcomeUnknown,
        ProtocolViolation,
        ClientClosed {
  private static final long serialVersionUID = 1L;

  SozuException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the same request may be sent again. */
  public abstract Retry retry();
}
