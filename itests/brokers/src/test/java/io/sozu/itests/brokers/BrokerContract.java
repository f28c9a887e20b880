package io.sozu.itests.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.IntakeOptions;
import io.sozu.itests.brokers.BrokerUnderTest.Running;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.HardStop;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.json.ProtobufJson;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every broker connector keeps, on its real broker and the real Sōzu. */
abstract class BrokerContract {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final IntakeOptions DEFAULTS =
      IntakeOptions.builder().removalPercent(100).retryMax(Duration.ofSeconds(1)).build();

  private static SozuPeer sozu;
  private static OwnedSozuClient client;

  private BrokerUnderTest broker;
  private Running connector;
  private String prefix;

  /**
   * The broker as this test sees it.
   *
   * @param name of the test, which may name topics
   */
  abstract BrokerUnderTest broker(String name);

  @BeforeAll
  static void startSozu() {
    sozu = SozuPeer.installed();
    client = SozuClients.connect(sozu.client().build());
  }

  @AfterAll
  static void stopSozu() {
    client.close();
    sozu.close();
  }

  @BeforeEach
  void connect(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    prefix = name + "-";
    broker = broker(name);
    connector = broker.connect(client, DEFAULTS);
    await().atMost(LONG).until(() -> connector.status().health() == Health.READY);
  }

  @AfterEach
  void disconnect() {
    connector.close();
    broker.close();
    assertThat(ownThreads()).isEmpty();
  }

  @Test
  void whatIsPublishedIsApplied() {
    broker.publish(Published.of("m1", Requests.addCluster(prefix + "a")));
    await().atMost(LONG).untilAsserted(() -> assertThat(clusters()).containsOnlyKeys(prefix + "a"));
    broker.publish(Published.of("m2", Requests.removeCluster(prefix + "a")));
    await().atMost(LONG).untilAsserted(() -> assertThat(clusters()).isEmpty());
    await().atMost(LONG).until(() -> broker.backlog() == 0);
    assertThat(broker.deadLetters()).isEmpty();
  }

  @Test
  void eachFormatIsUnderstoodByItsContentType() {
    byte[] json = ProtobufJson.print(Requests.addCluster(prefix + "json")).getBytes(UTF_8);
    broker.publish(Published.of("m1", "application/json; charset=utf-8", json));
    broker.publish(
        Published.records(
            "m2", List.of(Requests.addCluster(prefix + "s1"), Requests.addCluster(prefix + "s2"))));
    broker.publish(
        Published.of(
            "m3", "application/x-protobuf", Requests.addCluster(prefix + "p").toByteArray()));
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(clusters())
                    .containsOnlyKeys(prefix + "json", prefix + "p", prefix + "s1", prefix + "s2"));
  }

  @Test
  void whatSozuRefusesIsADeadLetterWithAllThatItCameWith() {
    Request request = Requests.removeCluster(prefix + "none");
    broker.publish(
        Published.of("m1", "application/x-protobuf", request.toByteArray()).withKey("k1"));
    Found letter = deadLetters(1).get(0);
    assertThat(letter.id()).isEqualTo("m1");
    assertThat(letter.key()).isEqualTo("k1");
    assertThat(letter.contentType()).isEqualTo("application/x-protobuf");
    assertThat(letter.body()).isEqualTo(request.toByteArray());
    assertThat(letter.properties())
        .containsEntry("sozu-verdict", "refused")
        .containsEntry("sozu-instance", "main")
        .containsEntry("sozu-attempts", "1")
        .hasEntrySatisfying("sozu-reason", why -> assertThat(why).contains("Did not find"))
        .hasEntrySatisfying("sozu-at", at -> assertThat(at).matches("\\d{4}-\\d\\d-\\d\\dT.*Z"))
        .hasEntrySatisfying("sozu-source", source -> assertThat(source).isNotBlank());
    await().atMost(LONG).until(() -> broker.backlog() == 0);
  }

  @Test
  void eachBadMessageIsOneDeadLetterWithAReasonAndTheNextIsApplied() {
    Map<String, String> reasons = new TreeMap<>();
    List<Published> bad = new ArrayList<>();
    bad("empty", "", new byte[0], "the body is empty", bad, reasons);
    bad("garbage", "", new byte[] {1, 2, 3}, "is no protobuf Request", bad, reasons);
    bad("type", "text/html", new byte[] {1}, "content type text/html is unknown", bad, reasons);
    bad("json", "application/json", "{".getBytes(UTF_8), "JSON", bad, reasons);
    bad("large", "", new byte[3_000_000], "is no protobuf Request", bad, reasons);
    bad(
        "stop",
        "",
        Request.newBuilder().setHardStop(HardStop.getDefaultInstance()).build().toByteArray(),
        "HardStop is never accepted from a broker",
        bad,
        reasons);
    bad(
        "partly",
        "",
        Requests.addBackend(prefix + "none", "b", 8080).toByteArray(),
        "AddBackend",
        bad,
        reasons);
    for (Published message : bad) {
      broker.publish(message);
      broker.publish(Published.of(message.id() + "-next", Requests.addCluster(prefix + "next")));
    }
    List<Found> letters = deadLetters(bad.size());
    assertThat(letters).extracting(Found::id).containsExactlyInAnyOrderElementsOf(reasons.keySet());
    assertThat(letters)
        .allSatisfy(
            letter ->
                assertThat(letter.properties().get("sozu-reason"))
                    .contains(reasons.get(letter.id())));
    await().atMost(LONG).until(() -> broker.backlog() == 0);
    assertThat(clusters()).containsOnlyKeys(prefix + "next");
    assertThat(broker.deadLetters()).hasSize(bad.size());
  }

  @Test
  void deadLettersAreInTheOrderOfTheirMessages() {
    List<String> ids = IntStream.range(0, 50).mapToObj(i -> "m" + i).toList();
    for (String id : ids) {
      broker.publish(Published.of(id, "", new byte[] {1}).withKey("k"));
    }
    assertThat(deadLetters(ids.size())).extracting(Found::id).containsExactlyElementsOf(ids);
  }

  private static void bad(
      String id,
      String type,
      byte[] body,
      String reason,
      List<Published> messages,
      Map<String, String> reasons) {
    messages.add(Published.of(id, type, body));
    reasons.put(id, reason);
  }

  @Test
  void aReplyTellsTheAuthorWhatBecameOfEachMessage() {
    broker.publish(Published.of("good", Requests.addCluster(prefix + "a")));
    broker.publish(Published.of("bad", Requests.removeCluster(prefix + "none")));
    await().atMost(LONG).until(() -> broker.replies().size() >= 2);
    Map<String, String> replies =
        broker.replies().stream().collect(Collectors.toMap(Found::id, Found::text));
    assertThat(replies).containsOnlyKeys("good", "bad");
    assertThat(replies.get("good"))
        .contains("\"id\":\"good\"", "\"verdict\":\"applied\"", "\"instance\":\"main\"");
    assertThat(replies.get("bad"))
        .contains("\"verdict\":\"refused\"", "\"kind\":\"RemoveCluster\"", "Did not find");
  }

  @Test
  void theLastChangeOfEachClusterIsTheOneThatStays() {
    Mix mix = Mix.of(1, 2_000, prefix);
    broker.publish(mix.messages());
    holds(mix);
    assertThat(broker.deadLetters()).hasSameSizeAs(mix.bad());
  }

  @Test
  void nothingIsLostWhenTheBrokerClosesConnections() {
    published(Mix.of(2, 2_000, prefix), broker::cutConnections);
  }

  @Test
  void nothingIsLostWhenTheBrokerIsRestarted() {
    published(Mix.of(3, 2_000, prefix), broker::restart);
  }

  @Test
  void nothingIsLostWhenTheBrokerIsKilled() {
    published(Mix.of(4, 2_000, prefix), broker::kill);
  }

  @Test
  void nothingIsLostWhenTheConnectorIsReplaced() {
    published(
        Mix.of(5, 2_000, prefix),
        () -> {
          connector.close();
          connector = broker.connect(client, DEFAULTS);
        });
  }

  @Test
  void nothingIsLostWhenAWorkerOfSozuIsKilled() {
    published(Mix.of(6, 2_000, prefix), () -> sozu.killWorker(0));
  }

  /** Publishes, lets something happen when a part of it is applied, and looks at what is left. */
  private void published(Mix mix, Runnable incident) {
    int half = mix.messages().size() / 2;
    broker.publish(mix.messages().subList(0, half));
    await().atMost(LONG).until(() -> figure("received") > 100);
    incident.run();
    broker.publish(mix.messages().subList(half, mix.messages().size()));
    holds(mix);
  }

  private void holds(Mix mix) {
    await().atMost(LONG).until(() -> broker.backlog() == 0);
    assertThat(clusters()).isEqualTo(mix.clusters());
    Set<String> dead = broker.deadLetters().stream().map(Found::id).collect(Collectors.toSet());
    assertThat(dead).containsAll(mix.bad());
    assertThat(dead).allMatch(id -> mix.bad().contains(id) || mix.removals().contains(id));
  }

  @Test
  void aDeadLetterThatTheBrokerRefusesIsKeptAndDeliveredLater() {
    broker.refuseDeadLetters();
    broker.publish(Published.of("bad", Requests.removeCluster(prefix + "none")));
    broker.publish(Published.of("good", Requests.addCluster(prefix + "a")));
    await().atMost(LONG).untilAsserted(() -> assertThat(clusters()).containsOnlyKeys(prefix + "a"));
    await().atMost(LONG).until(() -> connector.status().health() == Health.DEGRADED);
    assertThat(broker.backlog()).isEqualTo(2);
    broker.acceptDeadLetters();
    assertThat(deadLetters(1)).extracting(Found::id).containsExactly("bad");
    await().atMost(LONG).until(() -> broker.backlog() == 0);
  }

  @Test
  void aPausedConnectorKeepsMessagesAtTheBrokerUntilItGoesOn() {
    connector.use(IntakeOptions.builder().paused(true).build());
    broker.publish(Published.of("m1", Requests.addCluster(prefix + "a")));
    await().atMost(LONG).until(() -> figure("received") == 1);
    assertThat(connector.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(broker.backlog()).isEqualTo(1);
    assertThat(clusters()).isEmpty();
    connector.use(DEFAULTS);
    await().atMost(LONG).untilAsserted(() -> assertThat(clusters()).containsOnlyKeys(prefix + "a"));
    await().atMost(LONG).until(() -> broker.backlog() == 0);
  }

  @Test
  void aPausedConnectorHoldsNoMoreBytesThanItMay() {
    long most = 1_000_000;
    IntakeOptions.Builder bounded = IntakeOptions.builder().unsettledBytes(most);
    connector.use(bounded.paused(true).build());
    int size = 100_000;
    String answer = "HTTP/1.1 503 Service Unavailable\r\n\r\n" + "x".repeat(size);
    List<Published> messages = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Cluster cluster = Requests.cluster(prefix + i).toBuilder().setAnswer503(answer).build();
      messages.add(Published.of("m" + i, Request.newBuilder().setAddCluster(cluster).build()));
    }
    broker.publish(messages);
    await().atMost(LONG).until(() -> figure("unsettled.bytes") >= most);
    // One message may be above the bound, and one more on its way.
    await()
        .during(Duration.ofMillis(500))
        .until(() -> figure("unsettled.bytes") <= most + 2L * size);
    connector.use(bounded.paused(false).build());
    await().atMost(LONG).untilAsserted(() -> assertThat(clusters()).hasSize(60));
    await().atMost(LONG).until(() -> broker.backlog() == 0);
  }

  @Test
  void whatIsPublishedWhileNobodyIsConnectedIsAppliedLater() {
    connector.close();
    broker.publish(
        IntStream.range(0, 500)
            .mapToObj(i -> Published.of("m" + i, Requests.addCluster(prefix + i)))
            .toList());
    connector = broker.connect(client, DEFAULTS);
    await().atMost(LONG).untilAsserted(() -> assertThat(clusters()).hasSize(500));
  }

  private List<Found> deadLetters(int count) {
    await().atMost(LONG).until(() -> broker.deadLetters().size() >= count);
    return broker.deadLetters();
  }

  private double figure(String name) {
    return connector.status().figures().getOrDefault(name, 0).doubleValue();
  }

  private Map<String, Boolean> clusters() {
    return Clusters.of(client, prefix);
  }

  private static List<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("sozu-main-(pulsar|rabbitmq).*"))
        .toList();
  }
}
