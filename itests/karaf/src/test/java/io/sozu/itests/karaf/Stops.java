package io.sozu.itests.karaf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** When bundles of ours had stopped: nothing of what they did goes on then. */
final class Stops implements SynchronousBundleListener, AutoCloseable {
  private final BundleContext context;
  private final List<Instant> all = new ArrayList<>();

  Stops(BundleContext context) {
    this.context = context;
    context.addBundleListener(this);
  }

  @Override
  public synchronized void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STOPPED
        && Karaf.isOurs(String.valueOf(event.getBundle().getSymbolicName()))) {
      all.add(Instant.now());
    }
  }

  /** All so far, in order. */
  synchronized List<Instant> all() {
    return List.copyOf(all);
  }

  /** The last. */
  synchronized Instant last() {
    return all.get(all.size() - 1);
  }

  @Override
  public void close() {
    context.removeBundleListener(this);
  }
}
