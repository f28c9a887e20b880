package io.sozu.pulsar.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.Brake;
import io.sozu.testkit.ServiceRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PulsarComponentTest {
  private static final Map<String, Object> GOOD =
      Map.of(
          "service.url", "pulsar://127.0.0.1:1",
          "topics", "sozu",
          "sozu.target", "(sozu.instance=edge)",
          "service.pid", "io.sozu.pulsar~blue");

  private final ServiceRegistry registry = new ServiceRegistry();

  @Test
  void statusAndBrakeAreServicesBeforeThereIsASozu() {
    PulsarComponent component = new PulsarComponent(registry.context(), GOOD);
    for (Class<?> type : new Class<?>[] {ConnectorStatus.class, Brake.class}) {
      ServiceRegistry.Entry entry = only(type);
      assertThat(entry.properties().get("sozu.instance")).isEqualTo("edge");
      assertThat(entry.properties().get("sozu.connector")).isEqualTo("pulsar");
      assertThat(entry.properties().get("sozu.name")).isEqualTo("blue");
    }
    assertThat(status().health()).isEqualTo(Health.NOT_READY);
    assertThat(status().summary()).isEqualTo("waiting for a client of Sōzu");
    component.deactivate();
    assertThat(registry.of(ConnectorStatus.class)).isEmpty();
    assertThat(registry.of(Brake.class)).isEmpty();
  }

  @Test
  void aWrongConfigurationIsToldUntilItIsRight() {
    PulsarComponent component =
        new PulsarComponent(registry.context(), Map.of("service.url", "here"));
    assertThat(status().summary()).contains("not started: service.url=here: must be pulsar://");
    component.modified(GOOD);
    assertThat(status().summary()).isEqualTo("waiting for a client of Sōzu");
    component.modified(Map.of("service.url", "pulsar://broker", "topics", "t", "start", "now"));
    assertThat(status().summary())
        .contains("the old one holds: start=now: must be earliest or latest");
    component.deactivate();
  }

  private ServiceRegistry.Entry only(Class<?> type) {
    assertThat(registry.of(type)).hasSize(1);
    return registry.of(type).get(0);
  }

  private ConnectorStatus status() {
    return (ConnectorStatus) only(ConnectorStatus.class).service();
  }
}
