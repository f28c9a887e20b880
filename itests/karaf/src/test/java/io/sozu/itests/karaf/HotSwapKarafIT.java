package io.sozu.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.maven;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.features;

import io.sozu.itests.karaf.load.Door;
import io.sozu.itests.karaf.load.Load;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Dictionary;
import java.util.List;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Bundles are replaced while 1,000 messages a second come to Pulsar, and the same to RabbitMQ; in
 * the end RabbitMQ's connector takes the place of Pulsar's. What is proven is told at {@code Load}
 * and {@code History}, which run beside the container with the brokers and Sōzu.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class HotSwapKarafIT {
  private static final String PULSAR = "sozu-pulsar";
  private static final String RABBITMQ = "sozu-rabbitmq";

  /** Stands for whatever else a Karaf has that needs client and intake. */
  private static final String INTAKE = "sozu-intake";

  private static final int UPDATES = 10;
  private static final int CLIENT_EVERY = 3;
  private static final Duration MOST = Duration.ofSeconds(10);

  private final LoadOutside load = new LoadOutside();

  @Inject private BundleContext context;
  @Inject private FeaturesService features;
  @Inject private ConfigurationAdmin configurations;
  private Traces traces;

  /** A Karaf where somebody else has installed scr, and all that it is to be tried with. */
  @Configuration
  public Option[] configuration() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "repositories");
    Load fresh = new Load();
    return options(
        Containers.stockKaraf(fresh.sozu(), Archives.repository(folder, PULSAR, RABBITMQ)),
        Containers.configured("io.sozu.pulsar-main", fresh.pulsar()),
        Containers.configured("io.sozu.rabbitmq-main", fresh.rabbitMq()),
        systemProperty(LoadOutside.PORT).value(String.valueOf(Door.open(fresh))),
        features(
            maven("org.apache.karaf.features", "standard", System.getProperty("karaf.version"))
                .type("xml")
                .classifier("features"),
            "scr"));
  }

  @After
  public void end() throws Exception {
    load.tell("close");
  }

  @Test
  public void nothingIsLostOrOutOfOrderWhenBundlesAreReplacedUnderLoad() throws Exception {
    Karaf karaf = new Karaf(context, features);
    traces = new Traces();
    try (Watch watch = new Watch(context);
        Stops stops = new Stops(context)) {
      karaf.addRepository(PULSAR, Archives.VERSION);
      karaf.addRepository(RABBITMQ, Archives.VERSION);
      karaf.install(INTAKE, Archives.VERSION);
      karaf.install(PULSAR, Archives.VERSION);
      load.tell("begin");
      load.tell("connected");
      load.tell("caught-up");
      // Configuration Admin tells the connector later, on a thread of its own.
      reconfigure("io.sozu.pulsar", "receiver.queue", "256");
      load.tell("connected-anew");
      load.tell("caught-up");
      load.tell("unrepeated");

      Duration longest = Duration.ZERO;
      for (int i = 1; i <= UPDATES; i++) {
        longest = longer(longest, replace(karaf, "io.sozu.pulsar", "pulsar", i, stops));
        if (i % CLIENT_EVERY == 0) {
          longest = longer(longest, replace(karaf, "io.sozu.client", "client", i, stops));
        }
      }
      traces.remember(watch.newcomers());
      karaf.uninstall(PULSAR, Archives.VERSION);
      karaf.install(RABBITMQ, Archives.VERSION);
      load.tell("caught-up");

      String figures = load.tell("end", stops.all());
      System.out.printf(
          "hot swap: %s; longest stop of a bundle %,d ms%n", figures, longest.toMillis());
      assertTrue("stopped after " + longest, longest.compareTo(MOST) < 0);
      traces.remember(watch.newcomers());
      karaf.uninstall(RABBITMQ, Archives.VERSION);
      karaf.uninstall(INTAKE, Archives.VERSION);
      assertEquals(List.of(), karaf.ours());
    }
    assertEquals(List.of(), errors());
    Karaf.await(
        "everything of ours to go",
        () -> traces.left().isEmpty(),
        () -> String.join("\n", traces.left()));
  }

  /**
   * Replaces a bundle by one that is as good, and waits until what was published meanwhile is
   * there.
   *
   * @return how long it took to stop
   */
  private Duration replace(Karaf karaf, String name, String artifact, int number, Stops stops)
      throws Exception {
    Bundle bundle = karaf.bundle(name);
    Path rebuilt = Archives.rebuilt(artifact, "rebuilt-" + artifact + number + ".jar");
    traces.remember(List.of(bundle));
    Instant begin = Instant.now();
    karaf.update(bundle, rebuilt);
    Duration stop = Duration.between(begin, stops.last());
    load.tell("caught-up");
    return stop;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** What Karaf has logged as an error, whoever did. */
  private static List<String> errors() throws Exception {
    Path log = Path.of(System.getProperty("karaf.data"), "log", "karaf.log");
    return Files.readAllLines(log).stream().filter(line -> line.contains("| ERROR |")).toList();
  }

  private void reconfigure(String factory, String key, String value) throws Exception {
    org.osgi.service.cm.Configuration found =
        configurations.listConfigurations("(service.factoryPid=" + factory + ")")[0];
    Dictionary<String, Object> properties = found.getProperties();
    properties.put(key, value);
    found.update(properties);
  }
}
