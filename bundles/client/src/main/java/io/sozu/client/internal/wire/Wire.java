package io.sozu.client.internal.wire;

import io.sozu.client.ClientOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/** The pool of connections to one Sōzu, and what else the parts of a client share. */
public interface Wire extends Exchange {
  /** The options the client was made with. */
  ClientOptions options();

  /** Longest frame either way, prefix included, in bytes: {@code max_command_buffer_size}. */
  int maxFrame();

  /**
   * As {@link io.sozu.client.SozuClient#generation()}: what was learned of an older generation is
   * to be learned again.
   */
  long generation();

  /** User id that Sōzu runs as, or -1 while that is not known. */
  long peerUid();

  /**
   * Runs callbacks and the work of the client's parts, timers too. Bounded; owned by the client.
   */
  ScheduledExecutorService callbacks();

  /** Completes a stage where all callers' code runs; a closed client has no such place any more. */
  default void callBack(Runnable completion) {
    try {
      callbacks().execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run();
    }
  }

  /** A connection outside the pool, for what Sōzu binds to a connection: events, leases. */
  CompletableFuture<Dedicated> dedicated(Deadline deadline);

  /** A connection that belongs to its caller. One request at a time. */
  interface Dedicated extends Exchange, AutoCloseable {
    /** Completes when the connection is gone, whoever closed it. */
    CompletableFuture<Void> gone();

    @Override
    void close();
  }
}
