package io.sozu.testkit.internal.demo;

import io.sozu.testkit.internal.sim.Simulation;
import io.sozu.testkit.internal.state.ConfigState;
import java.util.List;
import java.util.random.RandomGenerator;

/** Requests that nobody sent, so that metrics move: each cluster has a pace and a latency. */
public final class DemoTraffic {
  private final Simulation simulation;
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  public DemoTraffic(Simulation simulation) {
    this.simulation = simulation;
  }

  /** What goes through all clusters in a fifth of a second. */
  public void flow() {
    for (int worker : simulation.runningWorkers()) {
      simulation.metrics(
          worker,
          (metrics, state) -> {
            for (String cluster : clusters(state)) {
              int pace = 1 + Math.floorMod(cluster.hashCode(), 5);
              for (int request = 0; request < random.nextInt(2 * pace + 1); request++) {
                metrics.traffic(state, cluster, 1, millis(cluster));
              }
            }
          });
    }
  }

  /** Enough to look at; a simulated Sōzu may have tens of thousands. */
  private static List<String> clusters(ConfigState state) {
    return state.clusterIds().stream().limit(200).toList();
  }

  /** Most are quick, some are slow, a few are very slow. */
  private long millis(String cluster) {
    double usual = 3 + Math.floorMod(cluster.hashCode(), 20);
    return Math.min(30_000, Math.round(usual * Math.exp(random.nextGaussian())));
  }
}
