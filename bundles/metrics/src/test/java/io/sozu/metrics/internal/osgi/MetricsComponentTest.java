package io.sozu.metrics.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.metrics.FakeSozu;
import io.sozu.testkit.ServiceRegistry;
import java.util.List;
import java.util.Map;
import javax.servlet.Servlet;
import org.junit.jupiter.api.Test;
import org.osgi.service.http.runtime.dto.DTOConstants;

/** The component with a framework that only remembers what is registered. */
final class MetricsComponentTest {
  private final ServiceRegistry registry = new ServiceRegistry();

  @Test
  void servletsAndStatusComeAndGo() {
    MetricsComponent component = component(Map.of());
    assertThat(patterns()).containsExactly("/metrics", "/health/live", "/health/ready");
    assertThat(status().health()).isEqualTo(Health.NOT_READY);
    SozuClient client = new FakeSozu("main").client();
    component.bind(client);
    assertThat(status().health()).isEqualTo(Health.READY);
    assertThat(status().figures()).containsEntry("instances", 1);
    component.unbind(client);
    assertThat(status().summary()).isEqualTo("waiting for a Sōzu client");
    component.deactivate();
    assertThat(registry.of(Servlet.class)).isEmpty();
    assertThat(registry.of(ConnectorStatus.class)).isEmpty();
  }

  @Test
  void aWrongConfigurationLeavesEverythingAsItWas() {
    MetricsComponent component = component(Map.of());
    component.bind(new FakeSozu("main").client());
    List<ServiceRegistry.Entry> before = registry.of(Servlet.class);
    component.modified(SettingsTest.config(Map.of("alias", "/other", "timeout", "soon")));
    assertThat(registry.of(Servlet.class)).isEqualTo(before);
    assertThat(status().health()).isEqualTo(Health.DEGRADED);
    assertThat(status().summary()).contains("timeout=soon", "the old one holds");
    assertThat(status().lastProblem()).isPresent();
    component.modified(SettingsTest.config(Map.of("alias", "/other")));
    assertThat(patterns()).containsExactly("/other", "/health/live", "/health/ready");
    assertThat(status().health()).isEqualTo(Health.READY);
    assertThat(status().figures()).as("the instance is still there").containsEntry("instances", 1);
    component.deactivate();
  }

  @Test
  void aComponentThatStartsWithAWrongConfigurationSaysSoAndStartsWhenItIsRight() {
    MetricsComponent component = component(Map.of("names", "go"));
    assertThat(patterns()).isEmpty();
    assertThat(status().health()).isEqualTo(Health.NOT_READY);
    assertThat(status().summary()).contains("names=go", "not started");
    component.bind(new FakeSozu("main").client());
    component.modified(SettingsTest.config(Map.of()));
    assertThat(patterns()).contains("/metrics");
    assertThat(status().figures()).containsEntry("instances", 1);
    component.deactivate();
  }

  @Test
  void aServletThatTheServerDoesNotServeIsToldByTheStatus() {
    MetricsComponent component = component(Map.of());
    component.bind(new FakeSozu("main").client());
    ServletRuntime server = new ServletRuntime();
    server.refuse(id("/metrics"), DTOConstants.FAILURE_REASON_SHADOWED_BY_OTHER_SERVICE);
    server.serve(id("/health/live"));
    server.register(registry.context());
    await().untilAsserted(() -> assertThat(status().health()).isEqualTo(Health.DEGRADED));
    assertThat(status().summary())
        .isEqualTo(
            "sozu-metrics (/metrics) is not served: another servlet has its path;"
                + " metrics of 1 Sōzu, 0 pages written");
    component.deactivate();
  }

  private MetricsComponent component(Map<String, Object> configuration) {
    return new MetricsComponent(registry.context(), SettingsTest.config(configuration));
  }

  private ConnectorStatus status() {
    return (ConnectorStatus) registry.of(ConnectorStatus.class).get(0).service();
  }

  private List<String> patterns() {
    return registry.of(Servlet.class).stream().flatMap(one -> patterns(one).stream()).toList();
  }

  private static List<String> patterns(ServiceRegistry.Entry servlet) {
    return List.of((String[]) servlet.properties().get("osgi.http.whiteboard.servlet.pattern"));
  }

  private long id(String pattern) {
    return registry.of(Servlet.class).stream()
        .filter(servlet -> patterns(servlet).contains(pattern))
        .map(servlet -> (long) servlet.properties().get("service.id"))
        .findFirst()
        .orElseThrow();
  }
}
