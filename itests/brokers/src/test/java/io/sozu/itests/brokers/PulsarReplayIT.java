package io.sozu.itests.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.IntakeOptions;
import io.sozu.pulsar.PulsarConnector;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.PulsarOptions.Replay;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
  private static final String SAVED = "saved.json";

  private static PulsarServer server;

  private SozuPeer sozu;
  private OwnedSozuClient client;
  private PulsarTopics topics;
  private @Nullable PulsarConnector connector;
  private String topic;

  @BeforeAll
  static void start() {
    server = PulsarServer.started();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open(TestInfo test) {
    topic = test.getTestMethod().orElseThrow().getName();
    sozu =
        SozuPeer.installed(
            PeerOptions.defaults().withExtraToml("saved_state = \"./" + SAVED + "\""));
    client = SozuClients.connect(sozu.client().build());
    topics = new PulsarTopics(server.url());
  }

  @AfterEach
  void close() {
    connector().close();
    topics.close();
    client.close();
    sozu.close();
  }

  @Test
  void anEmptySozuGetsTenThousandClustersInSeconds() {
    connect();
    topics.publish(topic, IntStream.range(0, 10_000).mapToObj(i -> document(i, 1)).toList());
    settled();
    compact();
    assertThat(things()).hasSize(30_000);
    sozu.kill9();
    sozu.start();
    long begin = System.nanoTime();
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> client.generation() > 1 && clusters() == 10_000);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    await().atMost(LONG).untilAsserted(() -> assertThat(things()).hasSize(30_000));
    assertThat(took).isLessThan(Duration.ofSeconds(10));
    System.out.println("10,000 clusters were back after " + took.toMillis() + " ms");
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
    Set<String> before = things();
    assertThat(before).hasSize(3 * 50 + 1);
    compact();
    sozu.kill9();
    sozu.start();
    await().atMost(LONG).untilAsserted(() -> assertThat(things()).isEqualTo(before));
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
    assertThat(things()).hasSize(15);
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
    String cluster = "our-" + number;
    return Published.records(
            "m",
            List.of(
                Requests.addCluster(cluster),
                Requests.addBackend(cluster, "b" + version, 10_000 + number),
                Requests.addHttpFrontend(cluster, sozu.http(), cluster + ".example")))
        .withKey(cluster);
  }

  private static Published tombstone(int number) {
    return Published.of("t", "", new byte[0]).withKey("our-" + number);
  }

  /** What Sōzu has of clusters, backends and frontends, each on a line. */
  private Set<String> things() {
    Set<String> things = new TreeSet<>();
    client
        .state()
        .read(
            record -> {
              if (record.hasAddCluster() || record.hasAddBackend() || record.hasAddHttpFrontend()) {
                things.add(record.toString());
              }
            })
        .toCompletableFuture()
        .join();
    return things;
  }

  private int clusters() {
    Set<String> ids = new HashSet<>();
    for (String thing : things()) {
      if (thing.startsWith("add_cluster")) {
        ids.add(thing);
      }
    }
    return (int) ids.stream().filter(id -> id.contains("our-") || id.contains("theirs")).count();
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
