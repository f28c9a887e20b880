package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.intake.Result.Verdict;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of messages on a Sōzu that does what it should. */
final class IntakeIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final TestBroker broker = new TestBroker();
  private final OwnedSozuClient client;
  private final Intake<TestMessage> intake;

  IntakeIT() {
    client = SozuClients.connect(SOZU.peer().client().build());
    intake = Intake.open(client, "test", broker, IntakeOptions.defaults());
  }

  @AfterEach
  void close() {
    intake.close();
    client.close();
  }

  @Test
  void aMessageIsAppliedAndAcknowledged() {
    String id = name();
    Result result = get(broker.deliver(intake, TestMessage.of("m", Requests.addCluster(id))));
    assertThat(result.verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(result.reason()).isEmpty();
    assertThat(result.attempts()).isEqualTo(1);
    assertThat(clusters()).contains(id);
    Eventually.until("acknowledged", () -> broker.acknowledged() == 1);
    assertThat(broker.deadLetters()).isEmpty();
  }

  @Test
  void manyMessagesAreAppliedInFewBatchesAndInOrder() {
    List<CompletionStage<Result>> told = new ArrayList<>();
    String prefix = name();
    for (int i = 0; i < 3_000; i++) {
      String id = prefix + "-" + i % 300;
      Request request = i / 300 % 2 == 0 ? Requests.addCluster(id) : Requests.removeCluster(id);
      told.add(broker.deliver(intake, TestMessage.of("m" + i, request)));
    }
    intake.use(IntakeOptions.builder().removalPercent(100).build());
    told.forEach(stage -> assertThat(get(stage).inForce()).isTrue());
    Eventually.until("acknowledged", () -> broker.acknowledged() == 3_000);
    assertThat(clusters()).noneMatch(id -> id.startsWith(prefix));
    assertThat(broker.replies()).hasSize(3_000);
    assertThat(figure("batches")).isLessThan(1_000);
  }

  @Test
  void whatSozuRefusesIsADeadLetterWithItsWords() {
    String id = name();
    Result refused = get(broker.deliver(intake, TestMessage.of("m", Requests.removeCluster(id))));
    assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(refused.reason()).startsWith("RemoveCluster " + id + ": ").contains("Did not find");
    Eventually.until("acknowledged", () -> broker.acknowledged() == 1);
    assertThat(broker.deadLetters()).containsOnlyKeys("m");
    assertThat(broker.replies()).containsOnlyKeys("m");
  }

  private double figure(String name) {
    Number figure = intake.figures().get(name);
    return figure == null ? Double.NaN : figure.doubleValue();
  }

  private List<String> clusters() {
    return get(client.clusters().ids());
  }

  private static String name() {
    return "c" + NAMES.incrementAndGet();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
