package io.sozu.client;

import io.sozu.protocol.command.CloseSessions;
import io.sozu.protocol.command.ClosedSessions;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.HealthCheckConfig;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.SetHealthCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Clusters, their health checks and their sessions. */
@ProviderType
public interface Clusters {
  /**
   * The ids of all clusters, in no order. Read through a state file that Sōzu writes, because no
   * query of ids is bounded; kept until Sōzu's request counts tell of a change, so asking again is
   * cheap. Fails where Sōzu cannot write that file ({@link ClientOptions#exchangeDir()}): a part of
   * the ids is never given for all of them.
   */
  CompletionStage<List<String>> ids();

  /**
   * One cluster with its frontends and backends, as the main process has it; empty when there is
   * none. Fails with {@link UnsafeRequest} when the cluster has so many frontends that a worker,
   * which Sōzu asks as well, could not send its answer and would be wedged (some 20,000 with Sōzu's
   * default buffers); {@link State#read} has them all.
   */
  CompletionStage<Optional<ClusterInformation>> get(String clusterId);

  /**
   * One cluster as every process has it, by worker id and {@code main}; a process that lacks it is
   * not in the map. Fails as {@link #get} does.
   */
  CompletionStage<Map<String, ClusterInformation>> everywhere(String clusterId);

  /** The clusters that serve a host name and, unless null, a path. Fails as {@link #get} does. */
  CompletionStage<List<ClusterInformation>> byDomain(String hostname, @Nullable String path);

  /** Adds the cluster or replaces the one with its id. */
  CompletionStage<Response> add(Cluster cluster);

  /** Removes a cluster with its frontends and backends. */
  CompletionStage<Response> remove(String clusterId);

  /** The health checks of one cluster. */
  CompletionStage<Optional<HealthCheckConfig>> healthCheck(String clusterId);

  /** Sets the health check of a cluster. */
  CompletionStage<Response> setHealthCheck(SetHealthCheck healthCheck);

  /** Removes the health check of a cluster. */
  CompletionStage<Response> removeHealthCheck(String clusterId);

  /**
   * Closes sessions of a cluster or of one of its backends; answers how many were closed and how
   * many still drain.
   */
  CompletionStage<ClosedSessions> closeSessions(CloseSessions which);
}
