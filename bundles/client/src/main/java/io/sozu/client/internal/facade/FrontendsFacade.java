package io.sozu.client.internal.facade;

import io.sozu.client.Frontends;
import io.sozu.client.Outcome;
import io.sozu.protocol.command.FrontendFilters;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RequestTcpFrontend;
import io.sozu.protocol.command.RequestUdpFrontend;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** {@link Frontends} over the wire. */
public final class FrontendsFacade implements Frontends {
  /** Changes a frontend by one load of two records. */
  @FunctionalInterface
  public interface Replace {
    CompletionStage<Outcome> replace(Request removal, Request addition);
  }

  private final Calls calls;
  private final Replace replace;

  public FrontendsFacade(Calls calls, Replace replace) {
    this.calls = calls;
    this.replace = replace;
  }

  @Override
  public CompletionStage<ListedFrontends> byDomain(String hostname) {
    // Sōzu lists every host name that contains this one.
    return list(
        FrontendFilters.newBuilder().setDomain(hostname),
        http -> http.getHostname().equals(hostname),
        tcp -> false,
        udp -> false);
  }

  @Override
  public CompletionStage<ListedFrontends> byCluster(String clusterId) {
    // Sōzu 2.1.0 does not know this filter and lists all.
    return list(
        FrontendFilters.newBuilder().setClusterId(clusterId),
        http -> http.getClusterId().equals(clusterId),
        tcp -> tcp.getClusterId().equals(clusterId),
        udp -> udp.getClusterId().equals(clusterId));
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

  private CompletableFuture<ListedFrontends> list(
      FrontendFilters.Builder filters,
      Predicate<RequestHttpFrontend> http,
      Predicate<RequestTcpFrontend> tcp,
      Predicate<RequestUdpFrontend> udp) {
    return calls.ask(
        Request.newBuilder().setListFrontends(filters.setHttp(false).setHttps(false).setTcp(false)),
        ContentTypeCase.FRONTEND_LIST,
        content -> {
          ListedFrontends all = content.getFrontendList();
          return ListedFrontends.newBuilder()
              .addAllHttpFrontends(all.getHttpFrontendsList().stream().filter(http).toList())
              .addAllHttpsFrontends(all.getHttpsFrontendsList().stream().filter(http).toList())
              .addAllTcpFrontends(all.getTcpFrontendsList().stream().filter(tcp).toList())
              .addAllUdpFrontends(all.getUdpFrontendsList().stream().filter(udp).toList())
              .build();
        });
  }
}
