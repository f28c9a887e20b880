package io.sozu.client.internal.guard;

import io.sozu.client.OutcomeUnknown;
import io.sozu.client.ProtocolViolation;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.wire.Chain;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.client.internal.wire.Promise;
import io.sozu.client.internal.wire.StateRead;
import io.sozu.protocol.command.FrontendFilters;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The frontends of a host name or of a cluster, however many. The main process lists them alone,
 * every host name that contains the wanted one; a list above the longest frame ends the connection
 * instead and harms nobody (Sōzu 2.3.3). Then they are picked out of the whole state.
 */
public final class FrontendLists {
  private final Exchange wire;
  private final StateRead state;

  public FrontendLists(Exchange wire, StateRead state) {
    this.wire = wire;
    this.state = state;
  }

  /** Only the frontends of this very host name. */
  public static FrontendFilters ofHost(String hostname) {
    return filters().setDomain(hostname).build();
  }

  /** Only the frontends of this cluster. Sōzu 2.1.0 does not know this filter and lists all. */
  public static FrontendFilters ofCluster(String clusterId) {
    return filters().setClusterId(clusterId).build();
  }

  private static FrontendFilters.Builder filters() {
    return FrontendFilters.newBuilder().setHttp(false).setHttps(false).setTcp(false);
  }

  /** The request that lists them, and more. */
  public static Request question(FrontendFilters wanted) {
    return Request.newBuilder().setListFrontends(wanted).build();
  }

  /** Whether this is how the main process ends a list that is too long for one answer. */
  public static boolean tooLong(Throwable failure) {
    Throwable cause = Promise.unwrapped(failure);
    return cause instanceof OutcomeUnknown && cause.getCause() instanceof Unreachable;
  }

  /** The wanted frontends and no others, in no order. Cancelling it cancels the question. */
  public CompletableFuture<ListedFrontends> list(FrontendFilters wanted, Deadline deadline) {
    Chain<ListedFrontends> chain = new Chain<>();
    return chain.upTo(
        chain
            .step(wire.send(question(wanted), deadline))
            .thenApply(answer -> only(wanted, answer))
            .exceptionallyCompose(
                failure ->
                    tooLong(failure)
                        ? chain.step(read(List.of(wanted), failure, deadline))
                        : CompletableFuture.failedFuture(failure)));
  }

  /**
   * The frontends that one of the filters wants, out of the whole state.
   *
   * @param tooLong how the list ended
   */
  public CompletableFuture<ListedFrontends> read(
      Collection<FrontendFilters> wanted, Throwable tooLong, Deadline deadline) {
    List<Exactly> filters = wanted.stream().map(Exactly::new).toList();
    ListedFrontends.Builder found = ListedFrontends.newBuilder();
    return state
        .read(FrontendLists::isFrontend, record -> take(record, filters, found), deadline)
        .handle(
            (count, failure) -> {
              if (failure != null) {
                Throwable cause = Promise.unwrapped(failure);
                throw new OutcomeUnknown(
                    "the frontends may be too many for one answer ("
                        + Promise.unwrapped(tooLong).getMessage()
                        + "), and the state cannot be read instead: "
                        + cause.getMessage(),
                    cause);
              }
              return found.build();
            });
  }

  private static ListedFrontends only(FrontendFilters wanted, Response answer) {
    ResponseContent content = answer.getContent();
    if (!content.hasFrontendList()) {
      throw new ProtocolViolation(
          "LIST_FRONTENDS was answered with " + content.getContentTypeCase());
    }
    Exactly filter = new Exactly(wanted);
    ListedFrontends all = content.getFrontendList();
    return ListedFrontends.newBuilder()
        .addAllHttpFrontends(all.getHttpFrontendsList().stream().filter(filter::http).toList())
        .addAllHttpsFrontends(all.getHttpsFrontendsList().stream().filter(filter::http).toList())
        .addAllTcpFrontends(
            all.getTcpFrontendsList().stream()
                .filter(tcp -> filter.other(tcp.getClusterId()))
                .toList())
        .addAllUdpFrontends(
            all.getUdpFrontendsList().stream()
                .filter(udp -> filter.other(udp.getClusterId()))
                .toList())
        .build();
  }

  private static boolean isFrontend(RequestTypeCase kind) {
    return kind.name().startsWith("ADD_") && kind.name().contains("_FRONTEND");
  }

  private static void take(Request record, List<Exactly> filters, ListedFrontends.Builder found) {
    switch (record.getRequestTypeCase()) {
      case ADD_HTTP_FRONTEND -> http(record.getAddHttpFrontend(), filters, found::addHttpFrontends);
      case ADD_HTTP_FRONTEND_WITH_HEADER_PREDICATES ->
          http(record.getAddHttpFrontendWithHeaderPredicates(), filters, found::addHttpFrontends);
      case ADD_HTTP_FRONTEND_WITH_SILENT_CLOSE ->
          http(record.getAddHttpFrontendWithSilentClose(), filters, found::addHttpFrontends);
      case ADD_HTTPS_FRONTEND ->
          http(record.getAddHttpsFrontend(), filters, found::addHttpsFrontends);
      case ADD_HTTPS_FRONTEND_WITH_HEADER_PREDICATES ->
          http(record.getAddHttpsFrontendWithHeaderPredicates(), filters, found::addHttpsFrontends);
      case ADD_HTTPS_FRONTEND_WITH_SILENT_CLOSE ->
          http(record.getAddHttpsFrontendWithSilentClose(), filters, found::addHttpsFrontends);
      case ADD_TCP_FRONTEND ->
          other(
              record.getAddTcpFrontend().getClusterId(),
              filters,
              () -> found.addTcpFrontends(record.getAddTcpFrontend()));
      case ADD_UDP_FRONTEND ->
          other(
              record.getAddUdpFrontend().getClusterId(),
              filters,
              () -> found.addUdpFrontends(record.getAddUdpFrontend()));
      default -> {}
    }
  }

  private static void http(
      RequestHttpFrontend frontend, List<Exactly> filters, Consumer<RequestHttpFrontend> wanted) {
    if (filters.stream().anyMatch(filter -> filter.http(frontend))) {
      wanted.accept(frontend);
    }
  }

  private static void other(String clusterId, List<Exactly> filters, Runnable wanted) {
    if (filters.stream().anyMatch(filter -> filter.other(clusterId))) {
      wanted.run();
    }
  }

  /** What Sōzu's filters mean, taken exactly. */
  private record Exactly(FrontendFilters wanted) {
    boolean http(RequestHttpFrontend frontend) {
      return (!wanted.hasDomain() || wanted.getDomain().equals(frontend.getHostname()))
          && (!wanted.hasClusterId() || wanted.getClusterId().equals(frontend.getClusterId()));
    }

    /** TCP and UDP, which have no host name. */
    boolean other(String clusterId) {
      return !wanted.hasDomain()
          && (!wanted.hasClusterId() || wanted.getClusterId().equals(clusterId));
    }
  }
}
