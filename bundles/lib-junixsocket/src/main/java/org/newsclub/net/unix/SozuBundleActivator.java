package org.newsclub.net.unix;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Lets go of the native library when the bundle stops. Without it each refresh leaks a class
 * loader, a native library and a thread, because the library holds global references to the
 * classes. It is in junixsocket's own package because {@code destroy()} is package-private there.
 */
public final class SozuBundleActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    // The library is loaded by its first user.
  }

  @Override
  public void stop(BundleContext context) throws Exception {
    if (NativeUnixSocket.isLoaded()) {
      NativeUnixSocket.destroy();
    }
  }
}
