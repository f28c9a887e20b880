package io.sozu.itests.karaf;

import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.maven;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.features;

import io.sozu.testkit.SozuPeer;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * A Pax Web that has lost our servlets. It loses one that is registered while its default context
 * comes, which nobody can time; so the test takes the mark of that context away while they are
 * registered, and puts it back. That leaves Pax Web as the race does: the context is there, the
 * servlets are in its list without one, and nobody looks again.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class LostServletKarafIT {
  private static final String METRICS = "sozu-metrics";

  @Inject private BundleContext context;
  @Inject private FeaturesService features;

  /** A Karaf with an HTTP whiteboard. */
  @Configuration
  public Option[] configuration() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "repositories");
    return options(
        Containers.stockKaraf(SozuPeer.installed(), Archives.repository(folder, METRICS)),
        features(
            maven("org.apache.karaf.features", "standard", System.getProperty("karaf.version"))
                .type("xml")
                .classifier("features"),
            "scr",
            "http-whiteboard"));
  }

  @Test
  public void whatTheWhiteboardLosesIsServedAllTheSame() throws Exception {
    Karaf karaf = new Karaf(context, features);
    karaf.addRepository(METRICS, Archives.VERSION);
    karaf.install(METRICS, Archives.VERSION);
    karaf.awaitScrape();
    Bundle metrics = karaf.bundle("io.sozu.metrics");
    long first = servlet();

    AtomicBoolean hasContext = markOfTheDefaultContext();
    metrics.stop();
    assertTrue(hasContext.getAndSet(false));
    metrics.start();
    long lost = servlet();
    hasContext.set(true);
    assertNotEquals(first, lost);

    karaf.awaitScrape();
    assertNotEquals("it was registered anew", lost, servlet());
  }

  private long servlet() throws Exception {
    ServiceReference<?>[] found =
        context.getAllServiceReferences(
            "javax.servlet.Servlet", "(osgi.http.whiteboard.servlet.name=sozu-metrics)");
    return (long) found[0].getProperty(Constants.SERVICE_ID);
  }

  private AtomicBoolean markOfTheDefaultContext() throws ReflectiveOperationException {
    Bundle extender =
        Arrays.stream(context.getBundles())
            .filter(
                bundle ->
                    bundle
                        .getSymbolicName()
                        .equals("org.ops4j.pax.web.pax-web-extender-whiteboard"))
            .findFirst()
            .orElseThrow();
    Object activator = field(extender, "m_activator");
    Object contexts = field(activator, "whiteboardExtenderContext");
    return (AtomicBoolean) field(contexts, "defaultContextRegistered");
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }
}
