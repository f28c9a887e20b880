package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.TooLarge;
import io.sozu.intake.Result.Verdict;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.json.ProtobufJson;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
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
  private final OwnedSozuClient client = SozuClients.connect(SOZU.peer().client().build());
  private Intake<TestMessage> intake =
      Intake.open(client, "test", broker, IntakeOptions.defaults());

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
    reopen(IntakeOptions.builder().removalPercent(100).build());
    List<CompletionStage<Result>> told = new ArrayList<>();
    String prefix = name();
    for (int i = 0; i < 3_000; i++) {
      String id = prefix + "-" + i % 300;
      Request request = i / 300 % 2 == 0 ? Requests.addCluster(id) : Requests.removeCluster(id);
      told.add(broker.deliver(intake, TestMessage.of("m" + i, request)));
    }
    told.forEach(stage -> assertThat(get(stage).inForce()).isTrue());
    Eventually.until("acknowledged", () -> broker.acknowledged() == 3_000);
    assertThat(clusters()).noneMatch(id -> id.startsWith(prefix));
    assertThat(broker.replies()).hasSize(3_000);
    assertThat(figure("batches")).isLessThan(1_000);
  }

  @Test
  void eachKindOfBadInputIsOneDeadLetterWithAReasonAndTheNextMessageIsApplied() {
    String id = name();
    Map<TestMessage, String> bad = new LinkedHashMap<>();
    bad.put(TestMessage.of("empty", new byte[0], ""), "the body is empty");
    bad.put(TestMessage.of("garbage", new byte[] {9, 8, 7, 6}, ""), "is no protobuf Request");
    bad.put(json("json", "{\"addCluster\":"), "is not JSON");
    bad.put(json("no kind", "{}"), "asks for nothing");
    bad.put(json("unknown kind", "{\"addMoon\":{}}"), "/addMoon: unknown field");
    bad.put(
        json("unknown field", print(id).replace("\"clusterId\"", "\"moon\":1,\"clusterId\"")),
        "/addCluster/moon: unknown field");
    bad.put(json("wrong address", backend(id).replace("\"v4\":", "\"v5\":")), "unknown field");
    bad.put(json("no port", backend(id).replaceAll(",\"port\":\\d+", "")), "are missing");
    bad.put(
        TestMessage.of("no cluster", Requests.addBackend(name(), "b", 80)),
        "add the cluster first");
    bad.put(TestMessage.of("absent", Requests.removeCluster(name())), "Did not find Cluster");
    bad.put(TestMessage.of("content type", new byte[] {1}, "image/png"), "content type image/png");
    bad.put(
        TestMessage.of(
            "no listener",
            Requests.addCertificate(FreePorts.next(), TestCertificate.of(id + ".example"))),
        "no listener");
    bad.put(TestMessage.of("3 MB", answer(id, 3_000_000)), "above the 2000000 bytes");
    bad.forEach(
        (message, reason) -> {
          Result result = get(broker.deliver(intake, message));
          assertThat(result.verdict()).as(message.id()).isEqualTo(Verdict.REFUSED);
          assertThat(result.reason()).as(message.id()).contains(reason).doesNotContain("PRIVATE");
        });
    assertThat(get(broker.deliver(intake, TestMessage.of("next", Requests.addCluster(id)))))
        .matches(Result::inForce);
    Eventually.until("acknowledged", () -> broker.unacknowledged().isEmpty());
    assertThat(broker.deadLetters().keySet())
        .containsExactlyElementsOf(bad.keySet().stream().map(TestMessage::id).toList());
    Result tooLarge = broker.deadLetters().get("3 MB");
    assertThat(tooLarge == null ? null : tooLarge.outcomes().get(0).failure())
        .isInstanceOf(TooLarge.class);
  }

  @Test
  void aMessageOfSeveralRequestsIsSettledByAllOfThem() {
    String id = name();
    TestMessage whole =
        TestMessage.records(
            "whole",
            Requests.addCluster(id),
            Requests.addHttpFrontend(id, SOZU.peer().http(), id + ".example"),
            Requests.addBackend(id, "b", 1));
    assertThat(get(broker.deliver(intake, whole)).verdict()).isEqualTo(Verdict.APPLIED);
    TestMessage frontend =
        TestMessage.of("again", Requests.addHttpFrontend(id, SOZU.peer().http(), id + ".example"));
    assertThat(get(broker.deliver(intake, frontend)).verdict()).isEqualTo(Verdict.ALREADY_SO);
    TestMessage half =
        TestMessage.records(
            "half", Requests.removeCluster(name()), Requests.addBackend(id, "c", 2));
    Result partly = get(broker.deliver(intake, half));
    assertThat(partly.verdict()).isEqualTo(Verdict.PARTLY);
    assertThat(partly.reason())
        .startsWith("1 of 2 requests refused: record 0: RemoveCluster ")
        .contains("Did not find Cluster");
    assertThat(get(client.clusters().get(id)))
        .hasValueSatisfying(cluster -> assertThat(cluster.getBackendsList()).hasSize(2));
  }

  @Test
  void moreRemovalsThanAllowedAreHeldAndShownUntilTheyAreLetGo() {
    // Other tests have left thousands.
    reopen(IntakeOptions.builder().removalPercent(1).build());
    String prefix = name();
    Request[] additions = new Request[100];
    for (int i = 0; i < additions.length; i++) {
      additions[i] = Requests.addCluster(prefix + "-" + i);
    }
    get(broker.deliver(intake, TestMessage.records("add", additions)));
    Request[] removals = new Request[60];
    for (int i = 0; i < removals.length; i++) {
      removals[i] = Requests.removeCluster(prefix + "-" + i);
    }
    CompletionStage<Result> held = broker.deliver(intake, TestMessage.records("m", removals));
    Eventually.until("held", () -> intake.brake().held().size() == 1);
    Held shown = intake.brake().held().get(0);
    assertThat(shown.why()).startsWith("60 of ").contains(" clusters would go at once");
    assertThat(shown.requests()).contains("RemoveCluster " + prefix + "-0", "and 50 more");
    assertThat(get(broker.deliver(intake, TestMessage.of("other", Requests.addCluster(name())))))
        .matches(Result::inForce);
    assertThat(clusters()).contains(prefix + "-0", prefix + "-59");
    assertThat(intake.brake().release("m")).isEqualTo(1);
    assertThat(get(held).verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(clusters()).doesNotContain(prefix + "-0", prefix + "-59").contains(prefix + "-60");
  }

  @Test
  void whatWasNotAcknowledgedWhenAnIntakeWasClosedIsAppliedByTheNext() {
    reopen(IntakeOptions.builder().batchRequests(50).build());
    String prefix = name();
    List<CompletionStage<Result>> told = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Request request = Requests.addCluster(prefix + "-" + i);
      told.add(broker.deliver(intake, TestMessage.of("m" + i, request)));
    }
    Eventually.until("some are applied", () -> broker.acknowledged() > 100);
    intake.close(Duration.ofSeconds(5));
    int acknowledged = broker.acknowledged();
    assertThat(acknowledged).isLessThan(2_000);
    assertThat(told.stream().filter(IntakeIT::isGivenBack)).hasSize(2_000 - acknowledged);
    intake = Intake.open(client, "test", broker, IntakeOptions.defaults());
    broker.deliverAll(intake).forEach(stage -> assertThat(get(stage).inForce()).isTrue());
    Eventually.until("acknowledged", () -> broker.unacknowledged().isEmpty());
    assertThat(clusters().stream().filter(id -> id.startsWith(prefix))).hasSize(2_000);
    assertThat(broker.deadLetters()).isEmpty();
  }

  private void reopen(IntakeOptions options) {
    intake.close();
    intake = Intake.open(client, "test", broker, options);
  }

  private static boolean isGivenBack(CompletionStage<Result> stage) {
    try {
      get(stage);
      return false;
    } catch (CompletionException e) {
      return e.getCause() instanceof IntakeClosed;
    }
  }

  private static TestMessage json(String id, String text) {
    return TestMessage.of(id, text.getBytes(StandardCharsets.UTF_8), Format.JSON.contentType());
  }

  private static String print(String cluster) {
    return ProtobufJson.print(Requests.addCluster(cluster));
  }

  private static String backend(String cluster) {
    return ProtobufJson.print(Requests.addBackend(cluster, "b", 80));
  }

  private static Request answer(String cluster, int size) {
    Cluster.Builder large =
        Requests.cluster(cluster).toBuilder().setAnswer503("HTTP/1.1 503\r\n" + "x".repeat(size));
    return Request.newBuilder().setAddCluster(large).build();
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
