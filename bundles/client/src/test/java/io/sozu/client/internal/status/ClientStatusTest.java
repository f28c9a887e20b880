package io.sozu.client.internal.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.status.ConnectorStatus.Health;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClientStatusTest {
  private final ClientStatus status = new ClientStatus("main", Map::of);

  @Test
  void sinceWhenItIsSoDoesNotChangeWithTheReasons() {
    status.reachable();
    Instant connected = status.since();
    status.concern("save", "the state is not saved");
    Instant degraded = status.since();
    assertThat(degraded).isAfter(connected);

    status.concern("exchange", "no folder");

    assertThat(status.health()).isEqualTo(Health.DEGRADED);
    assertThat(status.summary()).contains("the state is not saved", "no folder");
    assertThat(status.since()).isEqualTo(degraded);
  }
}
