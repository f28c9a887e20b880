package io.sozu.itests.karaf;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Sees whether bundles that were there before are stopped or refreshed. */
final class Watch implements SynchronousBundleListener, AutoCloseable {
  private final BundleContext context;
  private final Set<Long> before;
  private final List<String> disturbed = new CopyOnWriteArrayList<>();

  /** Watches the bundles that are there now, except ours. */
  Watch(BundleContext context) {
    this.context = context;
    before =
        Arrays.stream(context.getBundles())
            .filter(bundle -> !Karaf.isOurs(String.valueOf(bundle.getSymbolicName())))
            .map(Bundle::getBundleId)
            .collect(Collectors.toSet());
    context.addBundleListener(this);
  }

  /** All bundles that were not there before, ours and what came with them. */
  List<Bundle> newcomers() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> !before.contains(bundle.getBundleId()))
        .toList();
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    boolean disturbs =
        event.getType() == BundleEvent.UNRESOLVED || event.getType() == BundleEvent.STOPPED;
    if (disturbs && before.contains(event.getBundle().getBundleId())) {
      disturbed.add(event.getBundle() + " type " + event.getType());
    }
  }

  @Override
  public void close() {
    context.removeBundleListener(this);
    assertEquals("bundles of others that were stopped or refreshed", List.of(), disturbed);
  }
}
