package io.sozu.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.client.status.ConnectorStatus.Problem;
import io.sozu.client.status.Distribution;
import io.sozu.intake.IntakeStatus;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Requests;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the status of a broker connector tells. */
final class StatusTest extends IntakeSubject {
  private final IntakeStatus status = new IntakeStatus("test", "main");

  @Test
  void aConnectorIsReadyOnceItIsConfiguredAndReachesBothItsBrokerAndSozu() {
    assertThat(status.health()).isEqualTo(Health.NOT_READY);
    assertThat(status.summary()).isEqualTo("not configured");
    status.accepted();
    assertThat(status.summary()).isEqualTo("waiting for a client of Sōzu");
    status.follow(intake);
    status.broker(false, "connection refused");
    assertThat(status.health()).isEqualTo(Health.NOT_READY);
    assertThat(status.summary()).isEqualTo("no connection to the broker: connection refused");
    Instant before = status.since();
    status.broker(true, "amqp://127.0.0.1:5672");
    assertThat(status.health()).isEqualTo(Health.READY);
    assertThat(status.summary()).isEqualTo("connected to amqp://127.0.0.1:5672");
    assertThat(status.since()).isAfterOrEqualTo(before);
    assertThat(status.lastProblem())
        .map(Problem::what)
        .hasValue("no connection to the broker: connection refused");
    sozu.reachable(false);
    assertThat(status.health()).isEqualTo(Health.NOT_READY);
    assertThat(status.summary()).isEqualTo("no connection to Sōzu");
    sozu.reachable(true);
    status.waitingForSozu();
    assertThat(status.health()).isEqualTo(Health.NOT_READY);
  }

  @Test
  void aRefusedConfigurationIsToldForAsLongAsItIsThere() {
    status.refused("topic=: must be a name");
    assertThat(status.health()).isEqualTo(Health.NOT_READY);
    assertThat(status.summary())
        .isEqualTo("configuration refused, not started: topic=: must be a name");
    ready();
    status.refused("topic=: must be a name");
    assertThat(status.health()).isEqualTo(Health.DEGRADED);
    assertThat(status.summary())
        .isEqualTo("configuration refused, the old one holds: topic=: must be a name");
    status.accepted();
    assertThat(status.health()).isEqualTo(Health.READY);
  }

  @Test
  void whatSomebodyShouldLookAtIsDegradedAndToldOnOneLine() {
    ready();
    status.warn("tls", "the broker's certificate is not verified");
    intake.brake().pause();
    assertThat(status.health()).isEqualTo(Health.DEGRADED);
    assertThat(status.summary()).isEqualTo("the broker's certificate is not verified; paused");
    status.warn("tls", "");
    intake.brake().resume();
    assertThat(status.health()).isEqualTo(Health.READY);
  }

  @Test
  void aChangeIsNoticedWithoutBeingAskedFor() {
    ready();
    sozu.answers(request -> ScriptedSozu.unknown());
    take("1", Requests.addCluster("a"));
    Eventually.until("looked at meanwhile", () -> figure("oldest.waiting.seconds") > 0.8);
    Instant asked = Instant.now();
    assertThat(status.since()).isBefore(asked.minusMillis(100));
    assertThat(status.health()).isEqualTo(Health.DEGRADED);
    assertThat(status.summary()).contains("tried again", "no answer in time");
  }

  @Test
  void figuresAreThoseOfTheIntakeAndOfItsConnector() {
    ready();
    status.figure("broker.lag", () -> 42);
    sozu.answers(request -> APPLIED);
    assertThat(get(take("message 7", Requests.addCluster("a"))).inForce()).isTrue();
    assertThat(status.figures())
        .containsEntry("broker.lag", 42)
        .containsEntry("applied", 1L)
        .containsKeys("received", "waiting", "unsettled", "last.applied.age.seconds");
    assertThat(status.gauges())
        .contains("broker.lag", "held", "oldest.waiting.seconds")
        .doesNotContain("received", "applied");
    assertThat(status.distributions().values())
        .singleElement()
        .extracting(Distribution::count)
        .isEqualTo(1L);
    assertThat(status.summary()).isEqualTo("connected to broker; last applied: message 7");
    status.unfollow();
    assertThat(status.figures()).containsOnlyKeys("broker.lag");
    assertThat(status.distributions()).isEmpty();
  }

  @Test
  void theLastRefusedMessageIsTold() {
    ready();
    sozu.answers(request -> ScriptedSozu.refused("no such cluster"));
    get(take("bad", Requests.removeCluster("a")));
    assertThat(status.lastProblem())
        .map(Problem::what)
        .hasValue("bad: RemoveCluster a: no such cluster");
    assertThat(status.health()).isEqualTo(Health.READY);
  }

  private void ready() {
    status.accepted();
    status.follow(intake);
    status.broker(true, "broker");
    assertThat(status.health()).isEqualTo(Health.READY);
  }
}
