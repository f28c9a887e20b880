package io.sozu.client.internal.facade;

import io.sozu.client.ProtocolViolation;
import io.sozu.client.internal.guard.ClusterQueries;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.client.internal.wire.Promise;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What every facade does: send within the usual time, and take the content out of the answer. What
 * it gives is for callers, whose code never runs where answers are read; what converts answers
 * does.
 */
public final class Calls {
  /** How answers of queries name the main process beside the worker ids. */
  static final String MAIN = "main";

  private final Wire wire;
  private final ClusterQueries clusterQueries;

  public Calls(Wire wire, ClusterQueries clusterQueries) {
    this.wire = wire;
    this.clusterQueries = clusterQueries;
  }

  /** A deadline as long as the options say. */
  Deadline deadline() {
    return Deadline.in(wire.options().requestTimeout());
  }

  /** The answer as it is. */
  CompletableFuture<Response> send(Request.Builder builder) {
    Request request = builder.build();
    return ClusterQueries.concerns(request)
        ? clusterQueries.send(request, deadline(), Exchange.IGNORE_PROCESSING)
        : wire.callers().send(request, deadline());
  }

  /** For what Sōzu itself gives more time than a request. */
  CompletableFuture<Response> sendWithin(Request.Builder request, Duration least) {
    Duration usual = wire.options().requestTimeout();
    Duration longer = usual.compareTo(least) > 0 ? usual : least;
    return wire.callers().send(request.build(), Deadline.in(longer));
  }

  /** The answer, converted. */
  <T> CompletableFuture<T> ask(Request.Builder builder, Function<Response, T> convert) {
    Request request = builder.build();
    return told(
        ClusterQueries.concerns(request)
            ? clusterQueries.ask(request, deadline(), Exchange.IGNORE_PROCESSING)
            : wire.send(request, deadline()),
        convert);
  }

  /** The content of the answer, which must be of one kind. */
  <T> CompletableFuture<T> ask(
      Request.Builder request, ContentTypeCase kind, Function<ResponseContent, T> unwrap) {
    return ask(
        request,
        answer -> unwrap.apply(expect(answer.getContent(), kind, request.getRequestTypeCase())));
  }

  /**
   * Each process's content, which must all be of one kind.
   *
   * @param convert takes them by worker id and {@value #MAIN}
   */
  <C, T> CompletableFuture<T> askEach(
      Request.Builder request,
      ContentTypeCase kind,
      Function<ResponseContent, C> unwrap,
      Function<Map<String, C>, T> convert) {
    return ask(
        request,
        ContentTypeCase.WORKER_RESPONSES,
        content -> {
          Map<String, C> each = new LinkedHashMap<>();
          content
              .getWorkerResponses()
              .getMapMap()
              .forEach(
                  (process, answer) ->
                      each.put(
                          process,
                          unwrap.apply(expect(answer, kind, request.getRequestTypeCase()))));
          return convert.apply(each);
        });
  }

  /** What the client's own future ends with, converted, for a caller. */
  <A, B> CompletableFuture<B> told(CompletableFuture<A> own, Function<A, B> convert) {
    return Promise.of(own, wire.callbacks(), convert);
  }

  private static ResponseContent expect(
      ResponseContent content, ContentTypeCase kind, Request.RequestTypeCase asked) {
    if (content.getContentTypeCase() != kind) {
      throw new ProtocolViolation(
          asked + " was answered with " + content.getContentTypeCase() + ", not " + kind);
    }
    return content;
  }
}
