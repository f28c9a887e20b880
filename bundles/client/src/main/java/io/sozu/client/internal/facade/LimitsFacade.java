package io.sozu.client.internal.facade;

import io.sozu.client.Limits;
import io.sozu.protocol.command.MaxConnectionsPerSubnetLimit;
import io.sozu.protocol.command.QueryMaxConnectionsPerIp;
import io.sozu.protocol.command.QueryMaxConnectionsPerSubnet;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@link Limits} over the wire. */
public final class LimitsFacade implements Limits {
  private final Calls calls;

  public LimitsFacade(Calls calls) {
    this.calls = calls;
  }

  @Override
  public CompletionStage<Map<String, Long>> maxConnectionsPerIp() {
    return each(
        Request.newBuilder()
            .setQueryMaxConnectionsPerIp(QueryMaxConnectionsPerIp.getDefaultInstance()),
        ContentTypeCase.MAX_CONNECTIONS_PER_IP_LIMIT,
        content -> content.getMaxConnectionsPerIpLimit().getLimit());
  }

  @Override
  public CompletionStage<Response> setMaxConnectionsPerIp(long limit) {
    return calls.send(Request.newBuilder().setSetMaxConnectionsPerIp(limit));
  }

  @Override
  public CompletionStage<Map<String, MaxConnectionsPerSubnetLimit>> maxConnectionsPerSubnet() {
    return each(
        Request.newBuilder()
            .setQueryMaxConnectionsPerSubnet(QueryMaxConnectionsPerSubnet.getDefaultInstance()),
        ContentTypeCase.MAX_CONNECTIONS_PER_SUBNET_LIMIT,
        content -> content.getMaxConnectionsPerSubnetLimit());
  }

  @Override
  public CompletionStage<Response> setMaxConnectionsPerSubnet(long limit) {
    return calls.send(Request.newBuilder().setSetMaxConnectionsPerSubnet(limit));
  }

  @Override
  public CompletionStage<Response> setMaxConnectionAttempts(int attempts) {
    return calls.send(Request.newBuilder().setSetMaxConnectionAttempts(attempts));
  }

  /** By worker; empty from Sōzu 2.3.3, which asks the workers and answers OK without content. */
  private <T> CompletionStage<Map<String, T>> each(
      Request.Builder request, ContentTypeCase kind, Function<ResponseContent, T> unwrap) {
    return calls.ask(
        request,
        answer -> {
          Map<String, T> limits = new HashMap<>();
          answer
              .getContent()
              .getWorkerResponses()
              .getMapMap()
              .forEach(
                  (worker, content) -> {
                    if (content.getContentTypeCase() == kind) {
                      limits.put(worker, unwrap.apply(content));
                    }
                  });
          return limits;
        });
  }
}
