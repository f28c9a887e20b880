package io.sozu.itests.osgi;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The framework of this execution's class path, with all bundles of the build installed. */
final class Platform implements AutoCloseable {
  private static final String ALL = "(objectClass=*)";

  private final Framework framework;

  private Platform(Framework framework) {
    this.framework = framework;
  }

  /** Launches it with an HTTP whiteboard on 127.0.0.1, and starts every bundle. */
  static Platform launch(Path storage, int httpPort) throws BundleException, IOException {
    FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
    Platform platform =
        new Platform(
            factory.newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    storage.toString(),
                    "org.apache.felix.http.host",
                    "127.0.0.1",
                    "org.osgi.service.http.port",
                    String.valueOf(httpPort))));
    platform.framework.start();
    for (Bundle bundle : platform.install()) {
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        bundle.start();
      }
    }
    return platform;
  }

  private List<Bundle> install() throws BundleException, IOException {
    List<Bundle> bundles = new ArrayList<>();
    try (Stream<Path> jars = Files.list(Path.of(System.getProperty("bundles.folder")))) {
      for (Path jar : jars.sorted().toList()) {
        bundles.add(framework.getBundleContext().installBundle(jar.toUri().toString()));
      }
    }
    return bundles;
  }

  /** The bundle of ours with this symbolic name. */
  Bundle bundle(String symbolicName) {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  /** Whether a service is registered; by name, because its class is known to bundles only. */
  boolean has(String service, String filter) {
    return find(service, filter).isPresent();
  }

  /** What a status service says of itself; asked by name as {@link #has}. */
  String summary(String filter) throws ReflectiveOperationException {
    Object status =
        context().getService(find("io.sozu.client.status.ConnectorStatus", filter).orElseThrow());
    Method summary = status.getClass().getMethod("summary");
    summary.setAccessible(true); // its class may be the bundle's own
    return (String) summary.invoke(status);
  }

  /** The id of a service. */
  long id(String service, String filter) {
    return (long) find(service, filter).orElseThrow().getProperty(Constants.SERVICE_ID);
  }

  /** Registers a servlet of somebody else, which comes before all others that have its path. */
  ServiceRegistration<?> occupy(String path) throws ClassNotFoundException {
    // In the name of a bundle that has the class, or the whiteboard does not look at it.
    Bundle owner = bundle("io.sozu.metrics");
    Class<?> servlet = owner.loadClass("javax.servlet.Servlet");
    Object idle =
        Proxy.newProxyInstance(
            servlet.getClassLoader(), new Class<?>[] {servlet}, (proxy, method, given) -> null);
    return owner
        .getBundleContext()
        .registerService(
            servlet.getName(),
            idle,
            FrameworkUtil.asDictionary(
                Map.of(
                    "osgi.http.whiteboard.servlet.pattern", path, Constants.SERVICE_RANKING, 1)));
  }

  private Optional<ServiceReference<?>> find(String service, String filter) {
    try {
      // All: this class path has some of the classes too, and so could use none of the services.
      ServiceReference<?>[] found = context().getAllServiceReferences(service, filter);
      return found == null ? Optional.empty() : Optional.of(found[0]);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Creates the configuration {@code factoryPid~name}. */
  void configure(String factoryPid, String name, Map<String, String> properties)
      throws ReflectiveOperationException {
    Object admin =
        context().getService(find("org.osgi.service.cm.ConfigurationAdmin", ALL).orElseThrow());
    Object configuration =
        admin
            .getClass()
            .getMethod("getFactoryConfiguration", String.class, String.class, String.class)
            .invoke(admin, factoryPid, name, "?");
    configuration
        .getClass()
        .getMethod("update", Dictionary.class)
        .invoke(configuration, FrameworkUtil.asDictionary(properties));
  }

  private BundleContext context() {
    return framework.getBundleContext();
  }

  @Override
  public void close() throws BundleException {
    framework.stop();
    try {
      framework.waitForStop(20_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
