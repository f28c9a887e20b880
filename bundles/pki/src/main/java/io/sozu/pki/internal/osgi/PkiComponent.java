package io.sozu.pki.internal.osgi;

import io.sozu.client.SozuClient;
import io.sozu.client.config.Values;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.pki.Inventory;
import io.sozu.pki.PkiOptions;
import io.sozu.pki.internal.PkiStatus;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * A connector for each configuration, for as long as its Sōzu's client is there; status and
 * inventory are services even without one, and while the configuration is wrong.
 */
@Component(
    name = PkiComponent.PID,
    configurationPid = PkiComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true,
    service = {})
@Designate(ocd = PkiConfig.class, factory = true)
public final class PkiComponent {
  static final String PID = "io.sozu.pki";
  static final String TARGET = "(sozu.instance=main)";
  private static final Pattern INSTANCE = Pattern.compile("\\(sozu\\.instance=([^*()]+)\\)");

  private final PkiLife life;
  private final List<ServiceRegistration<?>> services;

  /**
   * Begins with a configuration; a wrong one is told by the status and waits for a better one.
   *
   * @param texts the configuration as it was written, for messages
   */
  @Activate
  public PkiComponent(BundleContext context, Map<String, Object> texts) {
    Values values = new Values(texts);
    String target = values.text("sozu.target", TARGET);
    Matcher matcher = INSTANCE.matcher(target);
    String instance = matcher.find() ? matcher.group(1) : target;
    String pid = values.text("service.pid", PID);
    String name = pid.startsWith(PID + "~") ? pid.substring(PID.length() + 1) : pid;
    life =
        new PkiLife(
            new PkiStatus(name, instance),
            // Outlives an update of the bundle; a configuration may name a better place.
            () -> context.getDataFile("ledger-" + name).toPath());
    modified(texts);
    Dictionary<String, Object> properties =
        FrameworkUtil.asDictionary(
            Map.of(
                SozuClient.INSTANCE_PROPERTY,
                instance,
                "sozu.connector",
                life.status().connector(),
                "sozu.name",
                name));
    services =
        List.of(
            context.registerService(ConnectorStatus.class, life.status(), properties),
            context.registerService(Inventory.class, life, properties));
  }

  /** Takes over a changed configuration, unless it is wrong: then the one before stays in force. */
  @Modified
  void modified(Map<String, Object> texts) {
    PkiOptions options;
    try {
      options = Configured.options(new Values(texts));
    } catch (IllegalArgumentException e) {
      life.refuse(String.valueOf(e.getMessage()));
      return;
    }
    life.configure(options);
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
}
