package io.sozu.client.internal.wire;

import io.sozu.client.ClientOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The pool of connections to one Sōzu, and what else the parts of a client share. Its own exchange
 * is for them: what they attach are {@link #steps()}.
 */
public interface Wire extends Exchange {
  /**
   * As {@link #send(Request, Deadline)}, for who has something to do while a large answer is
   * decoded.
   *
   * @param arrived run once the whole answer has come, if it is so large that decoding takes a
   *     while; one of the {@link #steps()}
   */
  CompletableFuture<Response> send(Request request, Deadline deadline, Runnable arrived);

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

  /** The exchange for futures that callers get: their code runs on {@link #callbacks()}. */
  Exchange callers();

  /** Runs the work of the client's parts, timers too. */
  Steps steps();

  /** Runs callers' code, which may block. Bounded by the calls and subscribers that there are. */
  Executor callbacks();

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
