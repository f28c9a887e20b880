package io.sozu.client.internal.facade;

import io.sozu.client.Clusters;
import io.sozu.protocol.command.CloseSessions;
import io.sozu.protocol.command.ClosedSessions;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.HealthCheckConfig;
import io.sozu.protocol.command.QueryClusterByDomain;
import io.sozu.protocol.command.QueryHealthChecks;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import io.sozu.protocol.command.SetHealthCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link Clusters} over the wire. */
public final class ClustersFacade implements Clusters {
  private final Calls calls;
  private final Supplier<CompletionStage<List<String>>> ids;

  /**
   * @param ids reads the ids of all clusters, however many
   */
  public ClustersFacade(Calls calls, Supplier<CompletionStage<List<String>>> ids) {
    this.calls = calls;
    this.ids = ids;
  }

  @Override
  public CompletionStage<List<String>> ids() {
    return calls.told(ids.get().toCompletableFuture(), Function.identity());
  }

  @Override
  public CompletionStage<Optional<ClusterInformation>> get(String clusterId) {
    return information(
        byId(clusterId), each -> each.getOrDefault(Calls.MAIN, List.of()).stream().findFirst());
  }

  @Override
  public CompletionStage<Map<String, ClusterInformation>> everywhere(String clusterId) {
    return information(
        byId(clusterId),
        each -> {
          Map<String, ClusterInformation> having = new LinkedHashMap<>();
          each.forEach(
              (process, clusters) -> {
                if (!clusters.isEmpty()) {
                  having.put(process, clusters.get(0));
                }
              });
          return having;
        });
  }

  @Override
  public CompletionStage<List<ClusterInformation>> byDomain(
      String hostname, @Nullable String path) {
    QueryClusterByDomain.Builder query = QueryClusterByDomain.newBuilder().setHostname(hostname);
    if (path != null) {
      query.setPath(path);
    }
    return information(
        Request.newBuilder().setQueryClustersByDomain(query),
        each -> each.getOrDefault(Calls.MAIN, List.of()));
  }

  @Override
  public CompletionStage<Response> add(Cluster cluster) {
    return calls.send(Request.newBuilder().setAddCluster(cluster));
  }

  @Override
  public CompletionStage<Response> remove(String clusterId) {
    return calls.send(Request.newBuilder().setRemoveCluster(clusterId));
  }

  @Override
  public CompletionStage<Optional<HealthCheckConfig>> healthCheck(String clusterId) {
    return calls.ask(
        Request.newBuilder()
            .setQueryHealthChecks(QueryHealthChecks.newBuilder().setClusterId(clusterId)),
        ContentTypeCase.HEALTH_CHECKS_LIST,
        content -> Optional.ofNullable(content.getHealthChecksList().getMapMap().get(clusterId)));
  }

  @Override
  public CompletionStage<Response> setHealthCheck(SetHealthCheck healthCheck) {
    return calls.send(Request.newBuilder().setSetHealthCheck(healthCheck));
  }

  @Override
  public CompletionStage<Response> removeHealthCheck(String clusterId) {
    return calls.send(Request.newBuilder().setRemoveHealthCheck(clusterId));
  }

  @Override
  public CompletionStage<ClosedSessions> closeSessions(CloseSessions which) {
    return calls.askEach(
        Request.newBuilder().setCloseSessions(which),
        ContentTypeCase.CLOSED_SESSIONS,
        content -> content.getClosedSessions(),
        each ->
            ClosedSessions.newBuilder()
                .setClosed(each.values().stream().mapToLong(ClosedSessions::getClosed).sum())
                .setDraining(each.values().stream().mapToLong(ClosedSessions::getDraining).sum())
                .build());
  }

  private static Request.Builder byId(String clusterId) {
    return Request.newBuilder().setQueryClusterById(clusterId);
  }

  private <T> CompletableFuture<T> information(
      Request.Builder request, Function<Map<String, List<ClusterInformation>>, T> convert) {
    return calls.askEach(
        request, ContentTypeCase.CLUSTERS, content -> content.getClusters().getVecList(), convert);
  }
}
