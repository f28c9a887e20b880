package io.sozu.example;

import io.prometheus.client.CollectorRegistry;
import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.metrics.SozuCollector;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.LoadBalancingAlgorithms;
import java.nio.file.Path;
import java.util.Collections;

/** A program that uses client and collector. */
public final class Example {
  private Example() {}

  /** The example of the README, and then Sōzu's metrics; the argument is Sōzu's TOML. */
  public static void main(String[] args) {
    try (OwnedSozuClient sozu =
        SozuClients.connect(ClientOptions.sozuConfig(Path.of(args[0])).build())) {
      Cluster cluster =
          Cluster.newBuilder()
              .setClusterId("shop")
              .setStickySession(false)
              .setHttpsRedirect(false)
              .setLoadBalancing(LoadBalancingAlgorithms.ROUND_ROBIN)
              .build();
      sozu.clusters()
          .add(cluster)
          .thenCompose(added -> sozu.clusters().ids())
          .thenAccept(ids -> System.out.println("clusters: " + ids))
          .toCompletableFuture()
          .join();
    }
    metrics(Path.of(args[0]));
  }

  private static void metrics(Path sozuConfig) {
    CollectorRegistry registry = CollectorRegistry.defaultRegistry;
    try (OwnedSozuClient sozu = SozuClients.connect(ClientOptions.sozuConfig(sozuConfig).build());
        SozuCollector collector = new SozuCollector(sozu)) {
      registry.register(collector);
      Collections.list(registry.metricFamilySamples())
          .forEach(family -> family.samples.forEach(System.out::println));
    }
  }
}
