package io.sozu.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.maven;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.features;

import io.sozu.testkit.SozuPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Our features in a Karaf where somebody else had installed scr and http-whiteboard. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class FeaturesKarafIT {
  private static final String ALL = "sozu-connectors";
  private static final int CYCLES = 20;

  @Inject private BundleContext context;
  @Inject private FeaturesService features;
  private Karaf karaf;
  private Watch watch;
  private Traces traces;

  /** The Karaf of all tests of this class. */
  @Configuration
  public Option[] configuration() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "repositories");
    Path repository = Archives.repository(folder.resolve("this-version"), ALL);
    Path next = Archives.nextRepository(repository, folder.resolve("next-version"));
    return options(
        Containers.stockKaraf(SozuPeer.installed(), repository, next),
        features(
            maven("org.apache.karaf.features", "standard", System.getProperty("karaf.version"))
                .type("xml")
                .classifier("features"),
            "scr",
            "http-whiteboard"));
  }

  @Before
  public void install() throws Exception {
    karaf = new Karaf(context, features);
    watch = new Watch(context);
    traces = new Traces();
    karaf.addRepository(ALL, Archives.VERSION);
    karaf.install(ALL, Archives.VERSION);
    karaf.awaitScrape();
  }

  @After
  public void nothingOfOursStaysAndNothingElseWasTouched() throws Exception {
    Bundle[] before = context.getBundles();
    if (before.length > 0 && !karaf.ours().isEmpty()) {
      karaf.uninstall(ALL, installedVersion());
    }
    assertEquals(List.of(), karaf.ours());
    assertTrue("configuration stays", Files.exists(clientConfiguration()));
    watch.close();
  }

  @Test
  public void installedItServesMetrics() {
    assertTrue(karaf.page().contains("sozu_up{sozu_instance=\"main\"} 1"));
  }

  @Test
  public void aRebuiltBundleReplacesTheOldOne() throws Exception {
    Bundle metrics = karaf.bundle("io.sozu.metrics");
    update(metrics, "metrics");
    karaf.awaitScrape();
    assertEquals("rebuilt-metrics.jar", metrics.getHeaders().get("Rebuilt-By-Test"));
  }

  @Test
  public void theClientBundleIsReplacedWhileMetricsStay() throws Exception {
    Bundle metrics = karaf.bundle("io.sozu.metrics");
    Object wiring = metrics.adapt(org.osgi.framework.wiring.BundleWiring.class);
    update(karaf.bundle("io.sozu.client"), "client");
    karaf.awaitScrape();
    assertEquals(Bundle.ACTIVE, metrics.getState());
    assertEquals(wiring, metrics.adapt(org.osgi.framework.wiring.BundleWiring.class));
  }

  @Test
  public void theNextVersionReplacesThisOneAndLeavesTheConfiguration() throws Exception {
    String edited = Files.readString(clientConfiguration());
    karaf.addRepository(ALL, Archives.NEXT);
    karaf.upgrade(ALL, Archives.NEXT);
    karaf.awaitScrape();
    assertEquals(Archives.NEXT, karaf.bundle("io.sozu.client").getVersion().toString());
    assertEquals(Archives.NEXT, karaf.bundle("io.sozu.metrics").getVersion().toString());
    assertEquals(6, karaf.ours().size());
    assertEquals(edited, Files.readString(clientConfiguration()));
  }

  @Test
  public void installedAndUninstalledTwentyTimesItLeavesNothing() throws Exception {
    for (int cycle = 1; cycle <= CYCLES; cycle++) {
      traces.remember(karaf.ours());
      karaf.uninstall(ALL, Archives.VERSION);
      assertEquals(List.of(), karaf.ours());
      if (cycle < CYCLES) {
        karaf.install(ALL, Archives.VERSION);
        karaf.awaitScrape();
      }
    }
    Karaf.await(
        "everything of ours to go",
        () -> traces.left().isEmpty(),
        () -> String.join("\n", traces.left()));
  }

  private String installedVersion() {
    return karaf.bundle("io.sozu.client").getVersion().toString().equals(Archives.NEXT)
        ? Archives.NEXT
        : Archives.VERSION;
  }

  private void update(Bundle bundle, String artifact) throws Exception {
    karaf.update(bundle, Archives.rebuilt(artifact, "rebuilt-" + artifact + ".jar"));
    karaf.refresh(bundle);
  }

  private static Path clientConfiguration() {
    return Path.of(System.getProperty("karaf.etc"), "io.sozu.client-main.cfg");
  }
}
