package io.sozu.client.internal.facade;

import io.sozu.client.Frontends;
import io.sozu.client.Outcome;
import io.sozu.client.internal.guard.FrontendLists;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RequestTcpFrontend;
import io.sozu.protocol.command.RequestUdpFrontend;
import io.sozu.protocol.command.Response;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@link Frontends} over the wire. */
public final class FrontendsFacade implements Frontends {
  /** Changes a frontend by one load of two records. */
  @FunctionalInterface
  public interface Replace {
    CompletionStage<Outcome> replace(Request removal, Request addition);
  }

  private final Calls calls;
  private final FrontendLists lists;
  private final Replace replace;

  public FrontendsFacade(Calls calls, FrontendLists lists, Replace replace) {
    this.calls = calls;
    this.lists = lists;
    this.replace = replace;
  }

  @Override
  public CompletionStage<ListedFrontends> byDomain(String hostname) {
    return calls.told(
        lists.list(FrontendLists.ofHost(hostname), calls.deadline()), Function.identity());
  }

  @Override
  public CompletionStage<ListedFrontends> byCluster(String clusterId) {
    return calls.told(
        lists.list(FrontendLists.ofCluster(clusterId), calls.deadline()), Function.identity());
  }

  @Override
  public CompletionStage<Response> addHttp(RequestHttpFrontend frontend) {
    return calls.send(FrontendRequests.addHttp(frontend));
  }

  @Override
  public CompletionStage<Response> removeHttp(RequestHttpFrontend frontend) {
    return calls.send(FrontendRequests.removeHttp(frontend));
  }

  @Override
  public CompletionStage<Response> addHttps(RequestHttpFrontend frontend) {
    return calls.send(FrontendRequests.addHttps(frontend));
  }

  @Override
  public CompletionStage<Response> removeHttps(RequestHttpFrontend frontend) {
    return calls.send(FrontendRequests.removeHttps(frontend));
  }

  @Override
  public CompletionStage<Response> addTcp(RequestTcpFrontend frontend) {
    return calls.send(Request.newBuilder().setAddTcpFrontend(frontend));
  }

  @Override
  public CompletionStage<Response> removeTcp(RequestTcpFrontend frontend) {
    return calls.send(Request.newBuilder().setRemoveTcpFrontend(frontend));
  }

  @Override
  public CompletionStage<Response> addUdp(RequestUdpFrontend frontend) {
    return calls.send(Request.newBuilder().setAddUdpFrontend(frontend));
  }

  @Override
  public CompletionStage<Response> removeUdp(RequestUdpFrontend frontend) {
    return calls.send(Request.newBuilder().setRemoveUdpFrontend(frontend));
  }

  @Override
  public CompletionStage<Outcome> replaceHttp(
      RequestHttpFrontend old, RequestHttpFrontend frontend) {
    return replace.replace(
        FrontendRequests.removeHttp(old).build(), FrontendRequests.addHttp(frontend).build());
  }

  @Override
  public CompletionStage<Outcome> replaceHttps(
      RequestHttpFrontend old, RequestHttpFrontend frontend) {
    return replace.replace(
        FrontendRequests.removeHttps(old).build(), FrontendRequests.addHttps(frontend).build());
  }
}
