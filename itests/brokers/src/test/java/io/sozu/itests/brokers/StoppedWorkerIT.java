package io.sozu.itests.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.IntakeOptions;
import io.sozu.itests.brokers.BrokerUnderTest.Running;
import io.sozu.testkit.RandomChanges;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.StateOf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A worker of Sōzu that stands still under load. Both brokers at once, each with a Sōzu of its own,
 * because it takes long.
 */
final class StoppedWorkerIT {
  private static final Duration STOPPED = Duration.ofSeconds(30);
  private static final Duration PACE = Duration.ofMillis(250);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int LOT = 50;
  private static final IntakeOptions OPTIONS =
      IntakeOptions.builder().removalPercent(100).retryMax(Duration.ofSeconds(1)).build();

  private static ProxiedPulsar pulsar;
  private static RabbitMqServer rabbitMq;

  @BeforeAll
  static void start() {
    CompletableFuture<RabbitMqServer> other =
        CompletableFuture.supplyAsync(RabbitMqServer::started);
    pulsar = new ProxiedPulsar();
    rabbitMq = other.join();
  }

  @AfterAll
  static void stop() {
    rabbitMq.close();
    pulsar.close();
  }

  @Test
  void aWorkerThatIsStoppedForHalfAMinuteMakesNoDeadLetterAndNoOtherState() {
    try (Load first = new Load(new PulsarUnderTest(pulsar, "stopped"));
        Load second = new Load(new RabbitMqUnderTest(rabbitMq, "stopped"))) {
      List<Load> both = List.of(first, second);
      both.forEach(Load::publish);
      both.forEach(Load::settled);
      both.forEach(load -> load.sozu.pauseWorker(0));
      long end = System.nanoTime() + STOPPED.toNanos();
      while (System.nanoTime() < end) {
        both.forEach(Load::publish);
        LockSupport.parkNanos(PACE.toNanos());
      }
      both.forEach(load -> assertThat(load.broker.backlog()).isPositive());
      both.forEach(load -> load.sozu.resumeWorker(0));
      long resumed = System.nanoTime();
      both.forEach(Load::publish);
      both.forEach(Load::settled);
      System.out.printf(
          "a worker stopped for %d s: %d messages a broker, settled %d ms after it went on%n",
          STOPPED.toSeconds(), first.messages, (System.nanoTime() - resumed) / 1_000_000);
      both.forEach(Load::holds);
    }
  }

  /** Random messages of one broker for one Sōzu. */
  private static final class Load implements AutoCloseable {
    final SozuPeer sozu = SozuPeer.installed();
    final OwnedSozuClient client = SozuClients.connect(sozu.client().build());
    final BrokerUnderTest broker;
    final RandomChanges changes = new RandomChanges(1, sozu.http());
    final Running connector;
    int messages;

    Load(BrokerUnderTest broker) {
      this.broker = broker;
      this.connector = broker.connect(client, OPTIONS);
      await().atMost(LONG).until(() -> connector.status().health() == Health.READY);
    }

    void publish() {
      broker.publish(Stream.generate(changes::good).limit(LOT).map(Published::of).toList());
      messages += LOT;
    }

    void settled() {
      await().atMost(LONG).until(() -> broker.backlog() == 0);
    }

    void holds() {
      assertThat(broker.deadLetters()).isEmpty();
      assertThat(StateOf.main(client)).isEqualTo(changes.expected());
      StateOf.assertTheSameEverywhere(client, RandomChanges.names(), 1 + sozu.options().workers());
    }

    @Override
    public void close() {
      connector.close();
      broker.close();
      client.close();
      sozu.close();
    }
  }
}
