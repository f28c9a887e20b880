package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.config.Values;
import io.sozu.intake.IntakeOptions.Acknowledge;
import io.sozu.protocol.command.Request.RequestTypeCase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IntakeConfigTest {
  @Test
  void withoutKeysEverythingHasItsDefault() {
    assertThat(IntakeConfig.options(new Values(Map.of("exchange", "other"))))
        .isEqualTo(IntakeOptions.defaults());
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            IntakeConfig.options(
                new Values(
                    Map.ofEntries(
                        Map.entry("batch.requests", 7),
                        Map.entry("batch.bytes", "70000"),
                        Map.entry("unsettled", " 17 "),
                        Map.entry("unsettled.bytes", 5_000_000_000L),
                        Map.entry("retry.min", "20ms"),
                        Map.entry("retry.max", "3s"),
                        Map.entry("kinds", "AddCluster, REMOVE_CLUSTER"),
                        Map.entry("cluster.prefixes", new String[] {"a-,b-", "c-"}),
                        Map.entry("removal.max", "25 %"),
                        Map.entry("removal.least", "3"),
                        Map.entry("paused", true),
                        Map.entry("dry.run", "TRUE"),
                        Map.entry("delay", "5m"),
                        Map.entry("acknowledge.after", "saved")))))
        .isEqualTo(
            IntakeOptions.builder()
                .batchRequests(7)
                .batchBytes(70_000)
                .unsettled(17)
                .unsettledBytes(5_000_000_000L)
                .retryMin(Duration.ofMillis(20))
                .retryMax(Duration.ofSeconds(3))
                .kinds(Set.of(RequestTypeCase.ADD_CLUSTER, RequestTypeCase.REMOVE_CLUSTER))
                .prefixes(List.of("a-", "b-", "c-"))
                .removalPercent(25)
                .removalLeast(3)
                .paused(true)
                .dryRun(true)
                .delay(Duration.ofMinutes(5))
                .acknowledge(Acknowledge.SAVED)
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch.requests | many | batch.requests=many: must be a whole number",
        "batch.requests | 0 | batch.requests=0: must be from 1 to",
        "unsettled | 99999999999 | unsettled=99999999999: must be from",
        "retry.min | 5 | retry.min=5 is not a duration",
        "retry.max | 1ms | retry.max",
        "kinds | HardStop | kinds=HardStop: must be changes of configuration",
        "removal.max | 10 | removal.max=10: must be a percentage, for example 10%",
        "removal.max | 101% | removal.max=101: must be from 0 to 100",
        "paused | yes | paused=yes: must be true or false",
        "acknowledge.after | sent | acknowledge.after=sent: must be applied or saved",
      })
  void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String message) {
    assertThatThrownBy(() -> IntakeConfig.options(new Values(Map.of(key, value))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
