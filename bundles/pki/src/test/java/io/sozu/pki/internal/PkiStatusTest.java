package io.sozu.pki.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.status.ConnectorStatus.Health;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PkiStatusTest {
  @Test
  void itIsNotReadyBeforeItKnowsWhatThereIs() {
    PkiStatus status = new PkiStatus("", "main");
    status.accepted();
    status.running(true);
    status.trouble("");
    assertThat(status.health()).isEqualTo(Health.NOT_READY);
    assertThat(status.summary()).isEqualTo("not looked yet");
    status.found(new View(List.of(), List.of(), Counts.NONE, 14, Instant.now()));
    assertThat(status.health()).isEqualTo(Health.READY);
    status.running(false);
    status.running(true);
    status.trouble("");
    assertThat(status.health()).as("another connector").isEqualTo(Health.NOT_READY);
  }
}
