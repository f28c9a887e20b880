package io.sozu.rabbitmq.internal.osgi;

import io.sozu.client.SozuClient;
import io.sozu.intake.ConnectorServices;
import io.sozu.rabbitmq.RabbitMqOptions;
import io.sozu.rabbitmq.internal.Connector;
import java.util.Map;
import org.osgi.framework.BundleContext;
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
 * A connector for each configuration, for as long as its Sōzu's client is there; its services, as
 * {@link ConnectorServices} says, are there even without one.
 */
@Component(
    name = RabbitMqComponent.PID,
    configurationPid = RabbitMqComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true,
    service = {})
@Designate(ocd = RabbitMqConfig.class, factory = true)
public final class RabbitMqComponent {
  static final String PID = "io.sozu.rabbitmq";

  private final ConnectorServices<RabbitMqOptions> services;

  /**
   * Begins with a configuration; a wrong one is told by the status and waits for a better one.
   *
   * @param texts the configuration as it was written, for messages
   */
  @Activate
  public RabbitMqComponent(BundleContext context, Map<String, Object> texts) {
    services =
        new ConnectorServices<>(
            context, PID, Connector.KIND, texts, Configured::options, Connector::open);
  }

  /** Takes over a changed configuration, unless it is wrong: then the one before stays in force. */
  @Modified
  void modified(Map<String, Object> texts) {
    services.configure(texts);
  }

  @Deactivate
  void deactivate() {
    services.close();
  }

  @Reference(
      name = "sozu",
      target = ConnectorServices.TARGET,
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bind(SozuClient client) {
    services.attach(client);
  }

  void unbind(SozuClient client) {
    services.detach(client);
  }
}
