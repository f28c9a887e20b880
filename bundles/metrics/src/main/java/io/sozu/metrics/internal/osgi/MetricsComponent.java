package io.sozu.metrics.internal.osgi;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.metrics.SozuMetricsPage;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of every Sōzu client that comes or goes, over the HTTP whiteboard. A configuration is read
 * as a whole before anything changes; one with a wrong value leaves everything as it was and is
 * told by the status.
 */
@Component(
    name = MetricsComponent.PID,
    configurationPid = MetricsComponent.PID,
    immediate = true,
    service = {})
@Designate(ocd = MetricsConfig.class)
public final class MetricsComponent {
  static final String PID = "io.sozu.metrics";
  private static final Logger LOG = LoggerFactory.getLogger(MetricsComponent.class);

  /** How long pages that are being written may take when the component stops. */
  private static final Duration LAST_PAGES = Duration.ofSeconds(2);

  /** How long a whiteboard has for a servlet before it is looked whether it is served. */
  private static final Duration SERVED_IN = Duration.ofSeconds(1);

  private final Set<SozuClient> clients = new LinkedHashSet<>();
  private final Set<ConnectorStatus> connectors = new LinkedHashSet<>();
  private final Offers offers;
  private final MetricsStatus status;
  private final ServiceRegistration<ConnectorStatus> statusRegistration;
  private final Gate gate = new Gate();
  private @Nullable Settings settings;
  private volatile @Nullable SozuMetricsPage page;

  @Activate
  public MetricsComponent(BundleContext context, MetricsConfig config) {
    offers = new Offers(context, Whiteboard.of(context), SERVED_IN);
    status = new MetricsStatus(this::page, offers::trouble);
    use(config);
    Map<String, Object> properties =
        Map.of(
            SozuClient.INSTANCE_PROPERTY,
            MetricsStatus.EVERY_INSTANCE,
            "sozu.connector",
            "metrics");
    statusRegistration =
        context.registerService(
            ConnectorStatus.class, status, FrameworkUtil.asDictionary(properties));
  }

  @Modified
  void modified(MetricsConfig config) {
    use(config);
  }

  @Deactivate
  void deactivate() {
    statusRegistration.unregister();
    offers.close();
    // Not while locked: a request inside may wait for what this lock guards.
    gate.close(LAST_PAGES);
    SozuMetricsPage last = page;
    page = null;
    if (last != null) {
      last.close();
    }
    gate.close(LAST_PAGES);
  }

  @Reference(
      name = "sozu",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  synchronized void bind(SozuClient client) {
    clients.add(client);
    SozuMetricsPage now = page;
    if (now != null) {
      now.add(client);
    }
  }

  synchronized void unbind(SozuClient client) {
    clients.remove(client);
    SozuMetricsPage now = page;
    if (now != null) {
      now.remove(client);
    }
  }

  @Reference(
      name = "connector",
      // The client is told as part of its instance, and these metrics are the page itself.
      target = "(!(|(sozu.connector=client)(sozu.connector=metrics)))",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  synchronized void bindConnector(ConnectorStatus connector) {
    connectors.add(connector);
    SozuMetricsPage now = page;
    if (now != null) {
      now.add(connector);
    }
  }

  synchronized void unbindConnector(ConnectorStatus connector) {
    connectors.remove(connector);
    SozuMetricsPage now = page;
    if (now != null) {
      now.remove(connector);
    }
  }

  private @Nullable SozuMetricsPage page() {
    return page;
  }

  private synchronized void use(MetricsConfig config) {
    Settings read;
    try {
      read = Settings.parse(config);
    } catch (IllegalArgumentException e) {
      LOG.error("{}: configuration refused: {}", PID, e.getMessage());
      status.refused(String.valueOf(e.getMessage()));
      return;
    }
    status.accepted();
    Settings before = settings;
    SozuMetricsPage old = page;
    if (read.equals(before)) {
      return;
    }
    if (old == null || before == null || !read.options().equals(before.options())) {
      SozuMetricsPage fresh = new SozuMetricsPage(read.options());
      clients.forEach(fresh::add);
      connectors.forEach(fresh::add);
      page = fresh;
      if (old != null) {
        old.close();
      }
    }
    boolean moved =
        before == null
            || !read.alias().equals(before.alias())
            || !read.healthAlias().equals(before.healthAlias());
    settings = read;
    if (moved) {
      offers.withdraw();
      offer(read);
    }
  }

  private void offer(Settings now) {
    String live = now.healthAlias() + "/live";
    String ready = now.healthAlias() + "/ready";
    offers.offer("sozu-metrics", new MetricsServlet(gate, this::mustHavePage), now.alias());
    offers.offer("sozu-health", new HealthServlet(gate, this::mustHavePage, live), live, ready);
  }

  private SozuMetricsPage mustHavePage() {
    SozuMetricsPage now = page;
    if (now == null) {
      throw new IllegalStateException("metrics are being stopped");
    }
    return now;
  }
}
