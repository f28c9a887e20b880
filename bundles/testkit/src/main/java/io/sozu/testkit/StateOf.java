package io.sozu.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.SozuClient;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.Request;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What clusters, backends and frontends a Sōzu has. */
public final class StateOf {
  private static final long PATIENCE_SECONDS = 30;

  private StateOf() {}

  /** The main process, as records. */
  public static Set<Request> main(SozuClient sozu) {
    Set<Request> state = new HashSet<>();
    get(
        sozu.state()
            .read(
                record -> {
                  if (record.hasAddCluster()
                      || record.hasAddBackend()
                      || record.hasAddHttpFrontend()) {
                    state.add(record);
                  }
                }));
    return state;
  }

  /**
   * Asserts that all workers have what the main process has.
   *
   * @param clusters the ids of clusters to ask for
   * @param processes the main process and so many workers
   */
  public static void assertTheSameEverywhere(
      SozuClient sozu, Collection<String> clusters, int processes) {
    for (String id : clusters) {
      Map<String, ClusterInformation> everywhere = get(sozu.clusters().everywhere(id));
      assertThat(everywhere.values().stream().map(StateOf::unordered).distinct())
          .as(id + " as the processes have it: " + everywhere)
          .hasSizeLessThanOrEqualTo(1);
      assertThat(everywhere.size()).as("processes that have " + id).isIn(0, processes);
    }
  }

  /** Each process has its own order. */
  private static Set<Object> unordered(ClusterInformation information) {
    Set<Object> all = new HashSet<>(information.getBackendsList());
    all.addAll(information.getHttpFrontendsList());
    all.add(information.getConfiguration());
    return all;
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
