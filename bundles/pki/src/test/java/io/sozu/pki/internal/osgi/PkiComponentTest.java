package io.sozu.pki.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.Inventory;
import io.sozu.testkit.ServiceRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PkiComponentTest {
  private static final Map<String, Object> GOOD =
      Map.of(
          "folder", "/nowhere",
          "sozu.target", "(sozu.instance=edge)",
          "service.pid", "io.sozu.pki~blue");

  private final ServiceRegistry registry = new ServiceRegistry();

  @Test
  void statusAndInventoryAreServicesBeforeThereIsASozu() {
    PkiComponent component = new PkiComponent(registry.context(), GOOD);
    for (Class<?> type : new Class<?>[] {ConnectorStatus.class, Inventory.class}) {
      assertThat(registry.of(type)).hasSize(1);
      ServiceRegistry.Entry entry = registry.of(type).get(0);
      assertThat(entry.properties().get("sozu.instance")).isEqualTo("edge");
      assertThat(entry.properties().get("sozu.connector")).isEqualTo("pki");
      assertThat(entry.properties().get("sozu.name")).isEqualTo("blue");
    }
    assertThat(status().health()).isEqualTo(Health.NOT_READY);
    assertThat(status().summary()).isEqualTo("waiting for a client of Sōzu");
    component.deactivate();
    assertThat(registry.of(ConnectorStatus.class)).isEmpty();
    assertThat(registry.of(Inventory.class)).isEmpty();
  }

  @Test
  void aWrongConfigurationIsToldUntilItIsRight() {
    PkiComponent component = new PkiComponent(registry.context(), Map.of("folder", ""));
    assertThat(status().summary()).contains("not started: folder=: must be the path of a folder");
    component.modified(GOOD);
    assertThat(status().summary()).isEqualTo("waiting for a client of Sōzu");
    component.modified(Map.of("folder", "/nowhere", "poll", "now"));
    assertThat(status().summary()).contains("the old one holds: poll=now is not a duration");
    component.deactivate();
  }

  private ConnectorStatus status() {
    return (ConnectorStatus) registry.of(ConnectorStatus.class).get(0).service();
  }
}
