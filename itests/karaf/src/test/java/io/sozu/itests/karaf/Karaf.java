package io.sozu.itests.karaf;

import static org.junit.Assert.assertNotEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** The Karaf that a test runs in; knows our bundles by name only, so that it holds none of them. */
final class Karaf {
  private static final String MAIN = "(sozu.instance=main)";

  private final BundleContext context;
  private final FeaturesService features;

  Karaf(BundleContext context, FeaturesService features) {
    this.context = context;
    this.features = features;
  }

  void addRepository(String feature, String version) throws Exception {
    features.addRepository(
        URI.create("mvn:io.sozu.connectors/" + feature + "/" + version + "/xml/features"));
  }

  void install(String feature, String version) throws Exception {
    features.installFeature(
        feature, version, EnumSet.of(FeaturesService.Option.NoAutoManageBundles));
  }

  void upgrade(String feature, String version) throws Exception {
    features.installFeature(feature, version, EnumSet.of(FeaturesService.Option.Upgrade));
  }

  void uninstall(String feature, String version) throws Exception {
    features.uninstallFeature(feature, version);
  }

  /** What {@code bundle:update} does. */
  void update(Bundle bundle, Path jar) throws Exception {
    long before = bundle.getLastModified();
    try (InputStream content = Files.newInputStream(jar)) {
      bundle.update(content);
    }
    assertNotEquals(before, bundle.getLastModified());
  }

  /** What {@code bundle:refresh} does, without waiting for it. */
  void refresh(Bundle bundle) {
    context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
  }

  /** Our own bundles: not the third-party ones that come with them. */
  List<Bundle> ours() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> isOurs(bundle.getSymbolicName()))
        .toList();
  }

  static boolean isOurs(String symbolicName) {
    return symbolicName.startsWith("io.sozu.")
        || symbolicName.equals("com.kohlschutter.junixsocket");
  }

  Bundle bundle(String symbolicName) {
    return ours().stream()
        .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
        .findFirst()
        .orElseThrow(() -> new AssertionError(symbolicName + " is not among " + ours()));
  }

  /** Waits until the page tells that Sōzu answers; otherwise says what is missing. */
  void awaitScrape() throws Exception {
    await(
        "a good scrape",
        () -> page().contains("sozu_up{sozu_instance=\"main\"} 1"),
        this::diagnosis);
  }

  String page() {
    try {
      return get("/metrics");
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String get(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + System.getProperty("itest.http.port") + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String diagnosis() {
    StringBuilder text = new StringBuilder();
    Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
        .forEach(bundle -> text.append(bundle).append(" state ").append(bundle.getState()));
    text.append("\nclient service: ").append(has("io.sozu.client.SozuClient"));
    text.append("\nservlets: ").append(has("javax.servlet.Servlet"));
    String page = page();
    return text.append("\npage: ").append(page, 0, Math.min(2_000, page.length())).toString();
  }

  private boolean has(String service) {
    try {
      ServiceReference<?>[] found =
          context.getAllServiceReferences(
              service,
              service.startsWith("io.sozu")
                  ? MAIN
                  : "(osgi.http.whiteboard.servlet.name=sozu-metrics)");
      return found != null;
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Waits for a fact, at most 30 s. */
  static void await(String what, Callable<Boolean> fact, Callable<String> otherwise)
      throws Exception {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!fact.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited 30 s for " + what + ": " + otherwise.call());
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }
}
