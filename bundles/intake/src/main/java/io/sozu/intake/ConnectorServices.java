package io.sozu.intake;

import io.sozu.client.SozuClient;
import io.sozu.client.config.Values;
import io.sozu.client.status.ConnectorStatus;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * What the component of a broker connector does in OSGi: its {@link ConnectorStatus} and {@link
 * Brake} are services from its configuration to its end, also without a Sōzu and while the
 * configuration is wrong. Thread-safe.
 *
 * @param <O> the connector's options
 */
public final class ConnectorServices<O> implements AutoCloseable {
  /** The filter of the Sōzu that a connector is for unless {@code sozu.target} says another. */
  public static final String TARGET = "(sozu.instance=main)";

  private final Function<Values, O> reader;
  private final ConnectorLife<O> life;
  private final List<ServiceRegistration<?>> services;

  /**
   * Begins with a configuration; a wrong one is told by the status and waits for a better one.
   *
   * @param pid of the component; what follows it in the configuration's is the connector's name
   * @param kind of connector, such as {@code pulsar}
   * @param texts the configuration as it was written
   * @param reader reads it, or fails with an {@link IllegalArgumentException}
   * @param opener makes the connector run
   */
  public ConnectorServices(
      BundleContext context,
      String pid,
      String kind,
      Map<String, Object> texts,
      Function<Values, O> reader,
      ConnectorLife.Opener<O> opener) {
    Values values = new Values(texts);
    String instance = ConnectorLife.instance(values.text("sozu.target", TARGET));
    this.reader = reader;
    this.life = new ConnectorLife<>(new IntakeStatus(kind, instance), opener);
    configure(texts);
    Dictionary<String, Object> properties =
        FrameworkUtil.asDictionary(
            Map.of(
                SozuClient.INSTANCE_PROPERTY,
                instance,
                "sozu.connector",
                kind,
                "sozu.name",
                name(pid, values.text("service.pid", pid))));
    services =
        List.of(
            context.registerService(ConnectorStatus.class, life.status(), properties),
            context.registerService(Brake.class, life.brake(), properties));
  }

  /** Takes over a changed configuration, unless it is wrong: then the one before stays in force. */
  public void configure(Map<String, Object> texts) {
    life.configure(() -> reader.apply(new Values(texts)));
  }

  /** As {@link ConnectorLife#attach}. */
  public void attach(SozuClient client) {
    life.attach(client);
  }

  /** As {@link ConnectorLife#detach}. */
  public void detach(SozuClient client) {
    life.detach(client);
  }

  @Override
  public void close() {
    services.forEach(ServiceRegistration::unregister);
    life.close();
  }

  private static String name(String pid, String whole) {
    return whole.startsWith(pid) && whole.length() > pid.length()
        ? whole.substring(pid.length() + 1)
        : whole;
  }
}
