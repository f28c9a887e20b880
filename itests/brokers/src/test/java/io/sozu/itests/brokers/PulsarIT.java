package io.sozu.itests.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.IntakeOptions;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.Request;
import io.sozu.pulsar.PulsarConnector;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.pulsar.client.api.BatcherBuilder;
import org.apache.pulsar.client.api.CompressionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is Pulsar's own: partitions, patterns, batches, chunks, subscriptions that are shared. */
final class PulsarIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Pattern BACKLOG = Pattern.compile("\"msgBacklog\" ?: ?(\\d+)");

  private static SozuPeer sozu;
  private static OwnedSozuClient client;
  private static TcpProxy proxy;
  private static PulsarServer server;
  private static PulsarTopics topics;

  private final List<PulsarConnector> connectors = new ArrayList<>();
  private String name;

  @BeforeAll
  static void start() {
    sozu = SozuPeer.installed();
    client = SozuClients.connect(sozu.client().build());
    proxy = new TcpProxy(() -> server.port());
    server =
        PulsarServer.started(
            Map.of("advertisedListeners", "proxied:pulsar://127.0.0.1:" + proxy.port()));
    topics = new PulsarTopics(url());
  }

  @AfterAll
  static void stop() {
    topics.close();
    server.close();
    proxy.close();
    client.close();
    sozu.close();
  }

  @BeforeEach
  void open(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName() + System.nanoTime();
  }

  @AfterEach
  void close() {
    connectors.forEach(PulsarConnector::close);
  }

  @Test
  void everyPartitionIsConsumedAndKeysKeepTheirOrder() {
    server.admin().createPartitioned("public/default/" + name, 3);
    ready(connect(options().topics(List.of(name))));
    List<Published> changes = changes(0, 900);
    topics.publish(name, changes.subList(0, 450));
    server.admin().unload("public/default/" + name + "-partition-1");
    topics.publish(name, changes.subList(450, 900));
    await().atMost(LONG).until(() -> clusters().equals(model(changes)));
    for (int partition = 0; partition < 3; partition++) {
      settled(name + "-partition-" + partition);
    }
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void batchesAreSettledMessageByMessage(CompressionType compression) {
    ready(connect(options().topics(List.of(name))));
    List<Published> changes = changes(0, 400);
    List<Published> messages = new ArrayList<>(changes);
    messages.add(123, Published.of("bad", "", new byte[] {1}));
    topics.publish(
        name, messages, producer -> producer.compressionType(compression).batchingMaxMessages(50));
    await().atMost(LONG).until(() -> clusters().equals(model(changes)));
    settled(name);
    assertThat(dead(name)).extracting(Found::id).containsExactly("bad");
  }

  @Test
  void aMessageInChunksIsOneMessageThoughOthersLieBetweenThem() {
    ready(connect(options().topics(List.of(name))));
    List<Request> many =
        IntStream.range(0, 20_000).mapToObj(i -> Requests.addCluster(name + "-m" + i)).toList();
    Published large = Published.records("large", many);
    Published garbage = Published.of("garbage", "", new byte[3_000_000]);
    CompletableFuture<Void> chunks =
        CompletableFuture.runAsync(
            () ->
                topics.publish(
                    name,
                    List.of(large, garbage),
                    producer ->
                        producer
                            .enableBatching(false)
                            .enableChunking(true)
                            .chunkMaxMessageSize(100_000)));
    List<Published> changes = changes(0, 300);
    topics.publish(name, changes);
    chunks.join();
    await().atMost(LONG).until(() -> clusters().size() == 20_000 + model(changes).size());
    await().atMost(LONG).until(() -> dead(name).size() == 1);
    assertThat(dead(name).get(0).body()).isEqualTo(garbage.body());
    settled(name);
  }

  @Test
  void aPatternBringsInNewTopicsAndNoDeadLetters() {
    String pattern = "persistent://public/default/" + name + ".*";
    topics.publish(name + "-a", List.of());
    PulsarConnector connector =
        ready(connect(options().topicsPattern(pattern).replies(name + "-replies")));
    topics.publish(name + "-a", List.of(Published.of("bad", "", new byte[] {1})));
    await().atMost(LONG).until(() -> dead(name + "-a").size() == 1);
    topics.publish(
        name + "-b", List.of(Published.of("good", Requests.addCluster(name + "-cluster"))));
    await().atMost(LONG).until(() -> clusters().containsKey(name + "-cluster"));
    // Long enough for the dead letter to have been found by the pattern too.
    String deadTopic = name + "-a-sozu-main-dead";
    await().atMost(LONG).until(() -> subscriptions(deadTopic).contains("sozu-main"));
    settled(deadTopic);
    assertThat(connector.status().figures().getOrDefault("received", -1).intValue()).isEqualTo(2);
    assertThat(dead(name + "-a")).hasSize(1);
    assertThat(topics.all(name + "-replies")).hasSize(2);
  }

  @Test
  void connectorsOfAKeySharedSubscriptionShareTheKeys() {
    PulsarOptions.Builder options =
        options().topics(List.of(name)).subscriptionType(PulsarOptions.Type.KEY_SHARED);
    PulsarConnector one = ready(connect(options));
    PulsarConnector two = ready(connect(options));
    List<Published> changes = changes(0, 1_200);
    topics.publish(
        name,
        changes.subList(0, 600),
        producer -> producer.batcherBuilder(BatcherBuilder.KEY_BASED));
    // Before the cut: whoever is back first may take all that comes after it.
    received(one);
    received(two);
    proxy.cut();
    topics.publish(
        name,
        changes.subList(600, 1_200),
        producer -> producer.batcherBuilder(BatcherBuilder.KEY_BASED));
    settled(name);
    assertThat(clusters()).isEqualTo(model(changes));
  }

  private static void received(PulsarConnector connector) {
    Eventually.until(
        "a connector to receive some",
        () -> connector.status().figures().getOrDefault("received", -1).intValue() > 0);
  }

  @Test
  void aSecondConnectorOfAFailoverSubscriptionTakesOver() {
    PulsarConnector one = ready(connect(options().topics(List.of(name))));
    PulsarConnector two = ready(connect(options().topics(List.of(name))));
    List<Published> changes = changes(0, 600);
    topics.publish(name, changes.subList(0, 300));
    one.close();
    topics.publish(name, changes.subList(300, 600));
    settled(name);
    assertThat(clusters()).isEqualTo(model(changes));
    assertThat(two.status().health()).isEqualTo(Health.READY);
  }

  @Test
  void aTopicThatIsUnloadedGoesOnWhereItWasAndNothingIsAppliedTwice() {
    ready(connect(options().topics(List.of(name))));
    Mix mix = Mix.of(21, 2_000, name + "-");
    for (int i = 0; i < 10; i++) {
      topics.publish(name, mix.messages().subList(i * 200, i * 200 + 200));
      server.admin().unload("public/default/" + name);
    }
    settled(name);
    assertThat(clusters()).isEqualTo(mix.clusters());
    // A removal that is applied twice would be one.
    assertThat(dead(name)).extracting(Found::id).containsExactlyInAnyOrderElementsOf(mix.bad());
  }

  @Test
  void connectionsThatAreCutAllTheTimeLoseNothing() {
    ready(connect(options().topics(List.of(name))));
    Mix mix = Mix.of(22, 2_000, name + "-");
    for (int i = 0; i < 10; i++) {
      topics.publish(name, mix.messages().subList(i * 200, i * 200 + 200));
      proxy.cut();
    }
    settled(name);
    assertThat(clusters()).isEqualTo(mix.clusters());
    // One that was cut off before the broker's answer is published again.
    assertThat(dead(name)).extracting(Found::id).hasSameElementsAs(mix.bad());
  }

  @Test
  void aChangeOfTheConfigurationLosesNoReplyAndAppliesNothingTwice() {
    PulsarOptions.Builder options = options().topics(List.of(name)).replies(name + "-replies");
    PulsarConnector connector = ready(connect(options));
    List<Published> changes = changes(0, 2_000);
    for (int from = 0; from < changes.size(); from += 1_000) {
      List<Published> some = changes.subList(from, from + 1_000);
      CompletableFuture<Void> published =
          CompletableFuture.runAsync(() -> topics.publish(name, some));
      int now = from + 100;
      await().atMost(LONG).until(() -> figure(connector, "received") > now);
      connector.use(options.receiverQueue(now).build());
      published.join();
    }
    settled(name);
    assertThat(figure(connector, "applied")).isEqualTo(changes.size());
    assertThat(topics.all(name + "-replies"))
        .extracting(Found::id)
        .containsAll(changes.stream().map(Published::id).toList());
  }

  @Test
  void anotherTopicAndAnotherBrokerAreUsedWithoutANewConnector() {
    PulsarConnector connector =
        connect(
            PulsarOptions.builder("pulsar://127.0.0.1:" + FreePorts.next().getPort())
                .topics(List.of(name)));
    await()
        .atMost(LONG)
        .until(() -> connector.status().summary().contains("Connection refused: /127.0.0.1"));
    assertThat(connector.status().health()).isEqualTo(Health.NOT_READY);
    topics.publish(name, List.of(Published.of("m1", Requests.addCluster(name + "-a"))));
    topics.publish(name + "2", List.of(Published.of("m2", Requests.addCluster(name + "-b"))));
    connector.use(options().topics(List.of(name)).build());
    await().atMost(LONG).until(() -> clusters().containsKey(name + "-a"));
    settled(name);
    connector.use(options().topics(List.of(name + "2")).build());
    await().atMost(LONG).until(() -> clusters().containsKey(name + "-b"));
    settled(name + "2");
  }

  @Test
  void aNamespaceThatIsMissingIsToldAndUsedOnceItIsThere() {
    String topic = "persistent://public/" + name + "/sozu";
    PulsarConnector connector = connect(options().topics(List.of(topic)));
    await()
        .atMost(LONG)
        .until(() -> connector.status().summary().contains("missing: Namespace not found"));
    server.admin().createNamespace("public/" + name);
    topics.publish(topic, List.of(Published.of("m1", Requests.addCluster(name + "-a"))));
    await().atMost(LONG).until(() -> clusters().containsKey(name + "-a"));
  }

  private PulsarOptions.Builder options() {
    return PulsarOptions.builder(url()).intake(IntakeOptions.builder().removalPercent(100).build());
  }

  private static String url() {
    return "pulsar://127.0.0.1:" + proxy.port();
  }

  private PulsarConnector connect(PulsarOptions.Builder options) {
    PulsarConnector connector = PulsarConnector.open(client, options.build());
    connectors.add(connector);
    return connector;
  }

  private static double figure(PulsarConnector connector, String name) {
    return connector.status().figures().getOrDefault(name, 0).doubleValue();
  }

  private static PulsarConnector ready(PulsarConnector connector) {
    await().atMost(LONG).until(() -> connector.status().health() == Health.READY);
    return connector;
  }

  /** Changes of some clusters, each with the cluster as its key. */
  private List<Published> changes(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> {
              String id = name + "-" + i % 37;
              Cluster cluster =
                  Requests.cluster(id).toBuilder().setStickySession(i / 37 % 2 == 0).build();
              Request request = Request.newBuilder().setAddCluster(cluster).build();
              return Published.of("m" + i, request).withKey(id);
            })
        .toList();
  }

  private static Map<String, Boolean> model(List<Published> changes) {
    Map<String, Boolean> model = new TreeMap<>();
    for (int i = 0; i < changes.size(); i++) {
      model.put(changes.get(i).key(), i / 37 % 2 == 0);
    }
    return model;
  }

  private Map<String, Boolean> clusters() {
    return Clusters.of(client, name + "-");
  }

  private List<Found> dead(String topic) {
    return topics.all(topic + "-sozu-main-dead");
  }

  /** Waits until every message of a topic or partition is acknowledged. */
  private void settled(String topic) {
    await().atMost(LONG).until(() -> backlog(topic) == 0);
  }

  private static long backlog(String topic) {
    Matcher told = BACKLOG.matcher(server.admin().stats("public/default/" + topic));
    return told.find() ? Long.parseLong(told.group(1)) : -1;
  }

  private static String subscriptions(String topic) {
    return server.admin().stats("public/default/" + topic);
  }
}
