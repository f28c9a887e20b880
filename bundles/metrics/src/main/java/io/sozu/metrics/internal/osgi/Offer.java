package io.sozu.metrics.internal.osgi;

import java.util.Map;
import javax.servlet.Servlet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** A servlet of ours, registered for the HTTP whiteboard. Its owner locks. */
final class Offer {
  private final BundleContext context;
  private final String name;
  private final Servlet servlet;
  private final String[] patterns;
  private ServiceRegistration<Servlet> registration;
  private long service;

  Offer(BundleContext context, String name, Servlet servlet, String... patterns) {
    this.context = context;
    this.name = name;
    this.servlet = servlet;
    this.patterns = patterns;
    this.registration = register();
    this.service = id();
  }

  /** The id of its service; another one after each {@link #renew}. */
  long service() {
    return service;
  }

  void renew() {
    withdraw();
    registration = register();
    service = id();
  }

  void withdraw() {
    try {
      registration.unregister();
    } catch (IllegalStateException e) {
      // It is gone: a renewal that failed took it away, or the framework did.
    }
  }

  private ServiceRegistration<Servlet> register() {
    return context.registerService(
        Servlet.class,
        servlet,
        FrameworkUtil.asDictionary(
            Map.of(
                "osgi.http.whiteboard.servlet.name",
                name,
                "osgi.http.whiteboard.servlet.pattern",
                patterns)));
  }

  private long id() {
    return (long) registration.getReference().getProperty(Constants.SERVICE_ID);
  }

  @Override
  public String toString() {
    return name + " (" + String.join(", ", patterns) + ")";
  }
}
