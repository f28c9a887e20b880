package io.sozu.metrics.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.metrics.FakeSozu;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The component with a framework that only remembers what is registered. */
final class MetricsComponentTest {
  private final List<Object> services = new ArrayList<>();
  private final List<String> patterns = new ArrayList<>();

  @Test
  void servletsAndStatusComeAndGo() {
    MetricsComponent component = new MetricsComponent(context(), SettingsTest.config(Map.of()));
    assertThat(patterns).containsExactly("/metrics", "/health/live", "/health/ready");
    assertThat(status().health()).isEqualTo(Health.NOT_READY);
    SozuClient client = new FakeSozu("main").client();
    component.bind(client);
    assertThat(status().health()).isEqualTo(Health.READY);
    assertThat(status().figures()).containsEntry("instances", 1);
    component.unbind(client);
    assertThat(status().summary()).isEqualTo("waiting for a Sōzu client");
    component.deactivate();
    assertThat(services).isEmpty();
  }

  @Test
  void aWrongConfigurationLeavesEverythingAsItWas() {
    MetricsComponent component = new MetricsComponent(context(), SettingsTest.config(Map.of()));
    component.bind(new FakeSozu("main").client());
    List<Object> before = List.copyOf(services);
    component.modified(SettingsTest.config(Map.of("alias", "/other", "timeout", "soon")));
    assertThat(services).isEqualTo(before);
    assertThat(status().health()).isEqualTo(Health.DEGRADED);
    assertThat(status().summary()).contains("timeout=soon", "the old one holds");
    assertThat(status().lastProblem()).isPresent();
    component.modified(SettingsTest.config(Map.of("alias", "/other")));
    assertThat(patterns).containsExactly("/other", "/health/live", "/health/ready");
    assertThat(status().health()).isEqualTo(Health.READY);
    assertThat(status().figures()).as("the instance is still there").containsEntry("instances", 1);
    component.deactivate();
  }

  @Test
  void aComponentThatStartsWithAWrongConfigurationSaysSoAndStartsWhenItIsRight() {
    MetricsComponent component =
        new MetricsComponent(context(), SettingsTest.config(Map.of("names", "go")));
    assertThat(patterns).isEmpty();
    assertThat(status().health()).isEqualTo(Health.NOT_READY);
    assertThat(status().summary()).contains("names=go", "not started");
    component.bind(new FakeSozu("main").client());
    component.modified(SettingsTest.config(Map.of()));
    assertThat(patterns).contains("/metrics");
    assertThat(status().figures()).containsEntry("instances", 1);
    component.deactivate();
  }

  private ConnectorStatus status() {
    return services.stream()
        .filter(ConnectorStatus.class::isInstance)
        .map(ConnectorStatus.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, args) -> {
              assertThat(method.getName()).isEqualTo("registerService");
              services.add(args[1]);
              Object paths =
                  ((Dictionary<?, ?>) args[2]).get("osgi.http.whiteboard.servlet.pattern");
              List<String> added = paths == null ? List.of() : Arrays.asList((String[]) paths);
              patterns.addAll(added);
              return registration(args[1], added);
            });
  }

  private ServiceRegistration<?> registration(Object service, List<String> added) {
    return (ServiceRegistration<?>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServiceRegistration.class},
            (proxy, method, args) -> {
              assertThat(method.getName()).isEqualTo("unregister");
              services.remove(service);
              patterns.removeAll(added);
              return null;
            });
  }
}
