package io.sozu.client.internal.facade;

import io.sozu.client.ProtocolViolation;
import io.sozu.client.SozuException;
import io.sozu.client.internal.guard.ClusterQueries;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** What every facade does: send within the usual time, and take the content out of the answer. */
public final class Calls {
  /** How answers of queries name the main process beside the worker ids. */
  static final String MAIN = "main";

  private final Wire wire;
  private final ClusterQueries clusterQueries;

  public Calls(Wire wire) {
    this.wire = wire;
    this.clusterQueries = new ClusterQueries(wire);
  }

  /** A deadline as long as the options say. */
  Deadline deadline() {
    return Deadline.in(wire.options().requestTimeout());
  }

  CompletableFuture<Response> send(Request.Builder builder) {
    Request request = builder.build();
    return ClusterQueries.concerns(request)
        ? clusterQueries.send(request, deadline(), Exchange.IGNORE_PROCESSING)
        : wire.send(request, deadline());
  }

  /** For what Sōzu itself gives more time than a request. */
  CompletableFuture<Response> sendWithin(Request.Builder request, Duration least) {
    Duration usual = wire.options().requestTimeout();
    return wire.send(request.build(), Deadline.in(usual.compareTo(least) > 0 ? usual : least));
  }

  /** The content of the answer, which must be of one kind. */
  <T> CompletableFuture<T> ask(
      Request.Builder request, ContentTypeCase kind, Function<ResponseContent, T> unwrap) {
    return map(
        send(request),
        answer -> unwrap.apply(expect(answer.getContent(), kind, request.getRequestTypeCase())));
  }

  /** Each process's content, by worker id and {@value #MAIN}, which must all be of one kind. */
  <T> CompletableFuture<Map<String, T>> askEach(
      Request.Builder request, ContentTypeCase kind, Function<ResponseContent, T> unwrap) {
    return ask(
        request,
        ContentTypeCase.WORKER_RESPONSES,
        content -> {
          Map<String, T> each = new LinkedHashMap<>();
          content
              .getWorkerResponses()
              .getMapMap()
              .forEach(
                  (process, answer) ->
                      each.put(
                          process,
                          unwrap.apply(expect(answer, kind, request.getRequestTypeCase()))));
          return each;
        });
  }

  private static ResponseContent expect(
      ResponseContent content, ContentTypeCase kind, Request.RequestTypeCase asked) {
    if (content.getContentTypeCase() != kind) {
      throw new ProtocolViolation(
          asked + " was answered with " + content.getContentTypeCase() + ", not " + kind);
    }
    return content;
  }

  /**
   * A future of the converted value. Unlike {@code thenApply} it fails with the failure itself, not
   * wrapped, and cancelling it cancels the call beneath.
   */
  public static <A, B> CompletableFuture<B> map(CompletableFuture<A> from, Function<A, B> convert) {
    CompletableFuture<B> to = new CompletableFuture<>();
    var unused =
        from.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                to.completeExceptionally(unwrapped(failure));
                return;
              }
              try {
                to.complete(convert.apply(value));
              } catch (RuntimeException e) {
                to.completeExceptionally(e);
              }
            });
    var unusedToo =
        to.whenComplete(
            (value, failure) -> {
              if (to.isCancelled()) {
                from.cancel(true);
              }
            });
    return to;
  }

  /** The answer, waited for; fails with the failure itself. */
  public static Response join(CompletableFuture<Response> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SozuException failure ? failure : e;
    }
  }

  /** The failure that a stage wrapped, or the failure itself. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
