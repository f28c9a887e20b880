package io.sozu.client.internal.osgi;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClient;
import io.sozu.client.internal.Client;
import io.sozu.client.status.ConnectorStatus;
import java.util.Dictionary;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client for each configuration, as a service with the property {@value
 * SozuClient#INSTANCE_PROPERTY}, and its {@link ConnectorStatus}, which is there even while the
 * configuration is wrong.
 *
 * <p>The services are registered by hand, because a changed configuration makes a new client while
 * the component stays.
 */
@Component(
    name = "io.sozu.client",
    configurationPid = "io.sozu.client",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = ClientConfig.class, factory = true)
public final class ClientComponent {
  private static final Logger LOG = LoggerFactory.getLogger(ClientComponent.class);

  /** What runs for one configuration. */
  private record Running(
      ClientOptions options, OwnedSozuClient client, ServiceRegistration<SozuClient> service) {
    void end() {
      service.unregister();
      client.close();
    }
  }

  private final BundleContext context;
  private final ServiceStatus status;
  private ServiceRegistration<ConnectorStatus> statusService;
  private @Nullable Running running;
  private @Nullable ScheduledExecutorService retries;

  /**
   * Begins with a configuration; a wrong one is told by the status and waits for a better one.
   *
   * @param sockets needed so that everything is closed before the bundle of junixsocket unloads its
   *     native library: a call after that would end the JVM
   */
  @Activate
  public ClientComponent(
      BundleContext context,
      ClientConfig config,
      Map<String, Object> texts,
      @Reference AFUNIXSelectorProvider sockets) {
    this.context = context;
    this.status = new ServiceStatus(config.sozu_instance());
    this.statusService = registerStatus();
    use(config, texts);
  }

  /** Takes over a changed configuration, unless it is wrong: then the one before stays in force. */
  @Modified
  synchronized void modified(ClientConfig config, Map<String, Object> texts) {
    stopRetrying();
    use(config, texts);
  }

  @Deactivate
  synchronized void deactivate() {
    stopRetrying();
    statusService.unregister();
    if (running != null) {
      running.end();
      running = null;
    }
  }

  private synchronized void use(ClientConfig config, Map<String, Object> texts) {
    ClientOptions options;
    try {
      options = Configured.options(config, texts);
    } catch (IllegalArgumentException e) {
      refused(config.sozu_instance(), e);
      return;
    }
    try {
      use(options);
    } catch (RuntimeException e) {
      refused(options.instance(), e);
      if (running == null) {
        tryAgain(options);
      }
    }
  }

  private void use(ClientOptions options) {
    if (running != null && running.options().equals(options)) {
      status.inForce(running.client());
      return;
    }
    // Made first: what cannot be made must not end what runs.
    OwnedSozuClient client = Client.open(options);
    String before = status.instance();
    if (running != null) {
      running.end();
    }
    status.inForce(client);
    if (!before.equals(options.instance())) {
      statusService.unregister();
      statusService = registerStatus();
    }
    running =
        new Running(
            options,
            client,
            context.registerService(SozuClient.class, client, properties(options.instance())));
  }

  private void refused(String instance, RuntimeException cause) {
    String why = String.valueOf(cause.getMessage());
    LOG.error("{}: configuration refused: {}", instance, why);
    status.refused(why);
  }

  /** Sōzu's TOML may come later than we do, for example when a machine boots. */
  private void tryAgain(ClientOptions options) {
    long pause = options.reconnectMax().toMillis();
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "sozu-" + options.instance() + "-configuration");
              thread.setDaemon(true);
              return thread;
            });
    retries = executor;
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(
            () -> retry(executor, options), pause, pause, TimeUnit.MILLISECONDS);
  }

  private synchronized void retry(ScheduledExecutorService owner, ClientOptions options) {
    if (retries != owner) {
      return;
    }
    try {
      use(options);
      stopRetrying();
    } catch (RuntimeException e) {
      status.refused(String.valueOf(e.getMessage()));
    }
  }

  private void stopRetrying() {
    if (retries != null) {
      retries.shutdownNow();
      retries = null;
    }
  }

  private ServiceRegistration<ConnectorStatus> registerStatus() {
    return context.registerService(ConnectorStatus.class, status, properties(status.instance()));
  }

  private static Dictionary<String, Object> properties(String instance) {
    return FrameworkUtil.asDictionary(
        Map.of(SozuClient.INSTANCE_PROPERTY, instance, "sozu.connector", "client"));
  }
}
