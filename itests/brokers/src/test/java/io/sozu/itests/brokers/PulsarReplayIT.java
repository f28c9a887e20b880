package io.sozu.itests.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.IntakeOptions;
import io.sozu.protocol.command.Request;
import io.sozu.pulsar.PulsarConnector;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.PulsarOptions.Replay;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.StateOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A Sōzu that comes back empty, or with an old state, gets what the compacted topic says. */
final class PulsarReplayIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** It takes 4 to 6 s, and twice that where others want the machine, too. */
  private static final Duration BACK_WITHIN = Duration.ofSeconds(20);

  private static final String SAVED = "saved.json";

  private static PulsarServer server;
  private static PulsarTopics topics;

  private SozuPeer sozu;
  private OwnedSozuClient client;
  private @Nullable PulsarConnector connector;
  private String topic;

  @BeforeAll
  static void start() {
    server = PulsarServer.started();
    topics = new PulsarTopics(server.url());
  }

  @AfterAll
  static void stop() {
    topics.close();
    server.close();
  }

  @BeforeEach
  void open(TestInfo test) {
    topic = test.getTestMethod().orElseThrow().getName();
    sozu =
        SozuPeer.installed(
            PeerOptions.defaults().withExtraToml("saved_state = \"./" + SAVED + "\""));
    client = SozuClients.connect(sozu.client().build());
  }

  @AfterEach
  void close() {
    connector().close();
    client.close();
    sozu.close();
  }

  @Test
  void tenThousandClustersAreBackInSecondsEmptyOrWithAnOldState() throws IOException {
    Path old = sozu.folder().resolve("old.json");
    try (Page first = new Page("v1");
        Page second = new Page("v2");
        Visitor visitor = new Visitor(sozu.http(), "our-0.example")) {
      connect();
      List<Published> all = new ArrayList<>(List.of(document(0, 1, first.port())));
      IntStream.range(1, 10_000).forEach(i -> all.add(document(i, 1)));
      topics.publish(topic, all);
      settled();
      visitor.awaits("v1");
      client.state().save(old).toCompletableFuture().join();
      List<Published> changes = new ArrayList<>(List.of(document(0, 2, second.port())));
      for (int i = 0; i < 100; i++) {
        changes.add(tombstone(1 + i));
        changes.add(document(101 + i, 2));
        changes.add(document(10_000 + i, 1));
      }
      topics.publish(topic, changes);
      settled();
      visitor.awaits("v2");
      Set<Request> before = StateOf.main(client);
      assertThat(before).hasSize(30_000);
      compact();
      System.out.println("an empty Sōzu: " + comesBack(before, visitor));
      Files.copy(old, sozu.folder().resolve(SAVED), StandardCopyOption.REPLACE_EXISTING);
      System.out.println("an old state: " + comesBack(before, visitor));
    }
  }

  /** Kills Sōzu, starts it again, and tells how it was until all was right again. */
  private String comesBack(Set<Request> right, Visitor visitor) {
    long generation = client.generation();
    long kill = System.nanoTime();
    sozu.kill9();
    sozu.start();
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(250))
        .until(() -> client.generation() > generation && StateOf.main(client).equals(right));
    Duration took = Duration.ofNanos(System.nanoTime() - kill);
    visitor.awaits("v2");
    assertThat(took).isLessThan(BACK_WITHIN);
    return "killed, %s; all of its state right after %d ms"
        .formatted(visitor.outage(kill, "v2"), took.toMillis());
  }

  @Test
  void anOldStateIsBroughtUpToDateAndWhatIsNotOursStays() {
    client.clusters().add(Requests.cluster("theirs")).toCompletableFuture().join();
    connect();
    topics.publish(topic, IntStream.range(0, 50).mapToObj(i -> document(i, 1)).toList());
    settled();
    client.state().save(sozu.folder().resolve(SAVED)).toCompletableFuture().join();
    List<Published> changes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      changes.add(tombstone(i));
      changes.add(document(10 + i, 2));
      changes.add(document(100 + i, 1));
    }
    topics.publish(topic, changes);
    settled();
    Set<Request> before = StateOf.main(client);
    assertThat(before).hasSize(3 * 50 + 1);
    compact();
    sozu.kill9();
    sozu.start();
    await().atMost(LONG).untilAsserted(() -> assertThat(StateOf.main(client)).isEqualTo(before));
    // And goes on from there.
    topics.publish(topic, List.of(tombstone(10), document(200, 1)));
    settled();
    assertThat(clusters()).isEqualTo(51);
    assertThat(topics.all(topic + "-sozu-main-dead")).isEmpty();
  }

  @Test
  void aTombstoneThatIsTheLastMessageOfACompactedTopicEndsNothing() {
    topics.publish(topic, List.of(document(1, 1), document(2, 1), tombstone(1)));
    compact();
    connect();
    await().atMost(LONG).untilAsserted(() -> assertThat(clusters()).isEqualTo(1));
    settled();
  }

  @Test
  void whatWasPublishedBeforeIsNotAppliedOneAfterTheOtherButBadMessagesAreDeadLetters() {
    List<Published> messages = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      messages.add(document(i % 5, i));
    }
    messages.add(100, Published.of("bad", "", new byte[] {1}).withKey("bad"));
    topics.publish(topic, messages);
    connect();
    settled();
    assertThat(StateOf.main(client)).hasSize(15);
    assertThat(topics.all(topic + "-sozu-main-dead")).extracting(Found::id).containsExactly("bad");
    assertThat(connector().status().figures().getOrDefault("applied", -1).intValue()).isZero();
  }

  private void connect() {
    connector =
        PulsarConnector.open(
            client,
            PulsarOptions.builder(server.url())
                .topics(List.of(topic))
                .replay(Replay.COMPACTED)
                .intake(
                    IntakeOptions.builder().prefixes(List.of("our-")).removalPercent(100).build())
                .build());
    await().atMost(LONG).until(() -> connector().status().health() == Health.READY);
  }

  /** A cluster with a backend and a frontend; another version has another backend. */
  private Published document(int number, int version) {
    return document(number, version, 10_000 + number);
  }

  private Published document(int number, int version, int port) {
    String cluster = "our-" + number;
    return Published.records(
            "m",
            List.of(
                Requests.addCluster(cluster),
                Requests.addBackend(cluster, "b" + version, port),
                Requests.addHttpFrontend(cluster, sozu.http(), cluster + ".example")))
        .withKey(cluster);
  }

  private static Published tombstone(int number) {
    return Published.of("t", "", new byte[0]).withKey("our-" + number);
  }

  private long clusters() {
    return StateOf.main(client).stream().filter(Request::hasAddCluster).count();
  }

  private void settled() {
    await()
        .atMost(LONG)
        .until(() -> server.admin().stats("public/default/" + topic).contains("\"msgBacklog\":0"));
  }

  private void compact() {
    server.admin().compact("public/default/" + topic);
    await()
        .atMost(LONG)
        .until(() -> server.admin().compaction("public/default/" + topic).contains("SUCCESS"));
  }

  private PulsarConnector connector() {
    return Objects.requireNonNull(connector);
  }
}
