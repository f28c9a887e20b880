package org.newsclub.net.unix;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Lets go of the native library when the bundle stops. Without it each refresh leaks a class
 * loader, a native library and a thread, because the library holds global references to the
 * classes. It is in junixsocket's own package because {@code destroy()} is package-private there.
 *
 * <p>A call into the library after that ends the JVM (SIGSEGV, tried), and bundles stop in any
 * order. So whoever uses junixsocket needs the service {@link AFUNIXSelectorProvider}: it goes
 * first, and its users have closed everything before its unregistration returns.
 */
public final class SozuBundleActivator implements BundleActivator {
  private ServiceRegistration<AFUNIXSelectorProvider> users;

  @Override
  public void start(BundleContext context) {
    users =
        context.registerService(AFUNIXSelectorProvider.class, new ProviderForEachBundle(), null);
  }

  @Override
  public void stop(BundleContext context) throws Exception {
    users.unregister();
    if (NativeUnixSocket.isLoaded()) {
      NativeUnixSocket.destroy();
    }
  }

  /** The library is loaded by its first user, not by the start of the bundle. */
  private static final class ProviderForEachBundle
      implements ServiceFactory<AFUNIXSelectorProvider> {
    @Override
    public AFUNIXSelectorProvider getService(
        Bundle bundle, ServiceRegistration<AFUNIXSelectorProvider> registration) {
      return AFUNIXSelectorProvider.getInstance();
    }

    @Override
    public void ungetService(
        Bundle bundle,
        ServiceRegistration<AFUNIXSelectorProvider> registration,
        AFUNIXSelectorProvider service) {
      // There is one, for as long as the bundle runs.
    }
  }
}
