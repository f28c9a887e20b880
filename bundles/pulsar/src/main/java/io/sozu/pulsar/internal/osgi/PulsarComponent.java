package io.sozu.pulsar.internal.osgi;

import io.sozu.client.SozuClient;
import io.sozu.client.config.Values;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.intake.ConnectorLife;
import io.sozu.intake.IntakeStatus;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.internal.Connector;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A connector for each configuration, for as long as its Sōzu's client is there. Its {@link
 * ConnectorStatus} is there even without one, and while the configuration is wrong.
 */
@Component(
    name = PulsarComponent.PID,
    configurationPid = PulsarComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true,
    service = {})
@Designate(ocd = PulsarConfig.class, factory = true)
public final class PulsarComponent {
  static final String PID = "io.sozu.pulsar";
  private static final String TARGET = "(sozu.instance=main)";

  private final ConnectorLife<PulsarOptions> life;
  private final List<ServiceRegistration<?>> services;

  /**
   * Begins with a configuration; a wrong one is told by the status and waits for a better one.
   *
   * @param texts the configuration as it was written, for messages
   */
  @Activate
  public PulsarComponent(BundleContext context, Map<String, Object> texts) {
    Values values = new Values(texts);
    String instance = ConnectorLife.instance(values.text("sozu.target", TARGET));
    life = new ConnectorLife<>(new IntakeStatus(Connector.KIND, instance), Connector::open);
    life.configure(() -> Configured.options(values));
    Dictionary<String, Object> properties =
        FrameworkUtil.asDictionary(
            Map.of(
                SozuClient.INSTANCE_PROPERTY,
                instance,
                "sozu.connector",
                Connector.KIND,
                "sozu.name",
                name(values)));
    services =
        List.of(
            context.registerService(ConnectorStatus.class, life.status(), properties),
            context.registerService(Brake.class, life.brake(), properties));
  }

  /** Takes over a changed configuration, unless it is wrong: then the one before stays in force. */
  @Modified
  void modified(Map<String, Object> texts) {
    life.configure(() -> Configured.options(new Values(texts)));
  }

  @Deactivate
  void deactivate() {
    services.forEach(ServiceRegistration::unregister);
    life.close();
  }

  @Reference(
      name = "sozu",
      target = TARGET,
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bind(SozuClient client) {
    life.attach(client);
  }

  void unbind(SozuClient client) {
    life.detach(client);
  }

  /** What follows the PID in the name of the configuration. */
  private static String name(Values values) {
    String pid = values.text("service.pid", PID);
    return pid.startsWith(PID) && pid.length() > PID.length()
        ? pid.substring(PID.length() + 1)
        : pid;
  }
}
