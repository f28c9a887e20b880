package io.sozu.client.internal.wire;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Sends a request and gives its final answer; nothing is checked for harm here, callers know what
 * they send.
 */
public interface Exchange {
  /** A listener for calls that do not care about PROCESSING answers. */
  Consumer<Response> IGNORE_PROCESSING = answer -> {};

  /**
   * The OK answer, or a {@link io.sozu.client.SozuException}: the future ends by the deadline in
   * any case. A thread that joins the future is woken directly; where attached code runs, the
   * exchange says.
   *
   * @param processing told each PROCESSING answer, in order, before the future ends
   */
  CompletableFuture<Response> send(
      Request request, Deadline deadline, Consumer<Response> processing);

  /** {@link #send(Request, Deadline, Consumer)} without a listener. */
  default CompletableFuture<Response> send(Request request, Deadline deadline) {
    return send(request, deadline, IGNORE_PROCESSING);
  }
}
