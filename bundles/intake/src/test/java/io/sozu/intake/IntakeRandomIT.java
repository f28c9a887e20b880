package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.intake.IntakeOptions.Acknowledge;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.RandomChanges;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.StateOf;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes while workers, Sōzu itself and the connection to the broker are killed. */
final class IntakeRandomIT {
  private static final int MESSAGES = 2_000;
  private static final int KILLS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;

  IntakeRandomIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest(name = "repeat with -Dsozu.seed={0} -Dsozu.seeds=1")
  @MethodSource("io.sozu.testkit.RandomChanges#seeds")
  void whateverIsKilledTheStateIsThatOfAllGoodMessagesAndTheBadOnesAreDeadLetters(long seed) {
    Path saved = folder.resolve("sozu.state");
    PeerOptions peer = PeerOptions.defaults().withExtraToml("saved_state = \"" + saved + "\"\n");
    TestBroker broker = new TestBroker();
    try (SozuPeer sozu = SozuPeer.installed(peer);
        OwnedSozuClient client = SozuClients.connect(sozu.client().stateSave(saved).build())) {
      RandomChanges changes = new RandomChanges(seed, sozu.http());
      Random kills = new Random(seed + 1);
      Intake<TestMessage> intake = Intake.open(client, "random", broker, options());
      for (int i = 0; i < MESSAGES; i++) {
        broker.deliver(intake, TestMessage.of(changes.next()));
        if (i % (MESSAGES / KILLS) != MESSAGES / KILLS / 2) {
          continue;
        }
        if (kills.nextInt(4) == 0) {
          intake.close(Duration.ZERO);
          intake = Intake.open(client, "random", broker, options());
          broker.deliverAll(intake);
        } else {
          kill(sozu, kills);
        }
      }
      Eventually.until(
          "all acknowledged: " + seed, PATIENCE, () -> broker.unacknowledged().isEmpty());
      intake.close();
      Map<String, Result> deadLetters = broker.deadLetters();
      changes
          .bad()
          .forEach(
              (id, reason) ->
                  assertThat(deadLetters)
                      .as("seed " + seed)
                      .hasEntrySatisfying(
                          id, result -> assertThat(result.reason()).contains(reason)));
      deadLetters.keySet().removeAll(changes.bad().keySet());
      // What was in force and comes again may be behind what Sōzu has: nothing to remove, no
      // cluster.
      deadLetters.keySet().removeIf(id -> broker.deliveries(id) > 1);
      assertThat(deadLetters).as("good messages of seed " + seed).isEmpty();
      assertThat(StateOf.main(client)).as("state of seed " + seed).isEqualTo(changes.expected());
    }
  }

  private static IntakeOptions options() {
    return IntakeOptions.builder()
        .acknowledge(Acknowledge.SAVED)
        .removalPercent(100)
        .batchRequests(100)
        .unsettled(300)
        .build();
  }

  private static void kill(SozuPeer sozu, Random random) {
    if (random.nextInt(3) == 0) {
      sozu.kill9();
      sozu.start();
    } else {
      List<Integer> workers = List.copyOf(sozu.workerPids().keySet());
      sozu.killWorker(workers.get(random.nextInt(workers.size())));
    }
  }
}
