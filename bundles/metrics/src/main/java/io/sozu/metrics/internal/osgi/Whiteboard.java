package io.sozu.metrics.internal.osgi;

import java.util.Optional;
import org.osgi.framework.BundleContext;

/** Knows what became of the servlets of this framework. */
@FunctionalInterface
interface Whiteboard {
  /**
   * Where the servlet with this service id is; empty when nobody can tell: there is no whiteboard
   * now, or none that can be asked. May wait for threads of the HTTP server.
   *
   * @throws RuntimeException if a server does not answer now, and may do so later
   */
  Optional<Place> place(long service);

  /** The framework's, as far as this bundle has their package. */
  static Whiteboard of(BundleContext context) {
    try {
      Class.forName(
          "org.osgi.service.http.runtime.HttpServiceRuntime",
          false,
          Whiteboard.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return service -> Optional.empty();
    }
    return new HttpRuntimes(context);
  }
}
