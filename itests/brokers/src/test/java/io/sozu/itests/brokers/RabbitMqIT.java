package io.sozu.itests.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.BuiltinExchangeType;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.config.Secret;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.intake.IntakeOptions;
import io.sozu.rabbitmq.RabbitMqConnector;
import io.sozu.rabbitmq.RabbitMqOptions;
import io.sozu.rabbitmq.RabbitMqOptions.QueueType;
import io.sozu.rabbitmq.RabbitMqOptions.Topology;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What is RabbitMQ's own: users, topology, queues, alarms, and changes of the configuration. */
final class RabbitMqIT {
  /** Mixed changes remove more at once than the brake lets through by default. */
  private static final IntakeOptions UNHELD = IntakeOptions.builder().removalPercent(100).build();

  private static final Duration LONG = Duration.ofSeconds(60);

  private static RabbitMqServer server;
  private static SozuPeer sozu;
  private static OwnedSozuClient client;

  private final List<RabbitMqConnector> connectors = new ArrayList<>();
  private RabbitMqUnderTest broker;
  private String prefix;

  @BeforeAll
  static void start() {
    server = RabbitMqServer.started();
    sozu = SozuPeer.installed();
    client = SozuClients.connect(sozu.client().build());
  }

  @AfterAll
  static void stop() {
    client.close();
    sozu.close();
    server.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    prefix = test.getTestMethod().orElseThrow().getName();
    broker = new RabbitMqUnderTest(server, prefix);
  }

  @AfterEach
  void close() {
    connectors.forEach(RabbitMqConnector::close);
    broker.close();
  }

  private RabbitMqConnector open(RabbitMqOptions options) {
    RabbitMqConnector connector = RabbitMqConnector.open(client, options);
    connectors.add(connector);
    return connector;
  }

  private RabbitMqConnector ready(RabbitMqOptions options) {
    RabbitMqConnector connector = open(options);
    awaitReady(connector);
    return connector;
  }

  private static void awaitReady(RabbitMqConnector connector) {
    await().atMost(LONG).until(() -> connector.status().health() == Health.READY);
  }

  private static void awaitTold(RabbitMqConnector connector, Health health, String... words) {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(connector.status().summary()).contains(words));
    assertThat(connector.status().health()).isEqualTo(health);
  }

  private void add(String id) {
    broker.publish(Published.of(id, Requests.addCluster(prefix + id)));
  }

  private void awaitClusters(String... ids) {
    Set<String> expected = new TreeSet<>();
    for (String id : ids) {
      expected.add(prefix + id);
    }
    await().atMost(LONG).untilAsserted(() -> assertThat(clusters().keySet()).isEqualTo(expected));
  }

  private Map<String, Boolean> clusters() {
    return Clusters.of(client, prefix);
  }

  // Users.

  @Test
  void aRefusedPasswordIsToldAndARightOneIsReadFromItsFile(@TempDir Path folder)
      throws IOException {
    server.ctl("add_user", prefix, "right");
    server.ctl("set_permissions", prefix, ".*", ".*", ".*");
    Path file = Files.writeString(folder.resolve("password"), "wrong");
    RabbitMqConnector connector =
        open(broker.options().username(prefix).password(Secret.inFile("password", file)).build());
    awaitTold(connector, Health.NOT_READY, "the broker refuses the user or its password");
    Files.writeString(file, "right\n");
    awaitReady(connector);
    add("a");
    awaitClusters("a");
    assertThat(connector.status().summary())
        .contains("amqp://" + prefix + "@")
        .doesNotContain("right");
  }

  @Test
  void aUserWithoutPermissionIsTold() {
    server.ctl("add_user", prefix, "secret");
    server.ctl("set_permissions", prefix, "", ".*", ".*");
    RabbitMqConnector connector =
        open(broker.options().username(prefix).password(Secret.of("password", "secret")).build());
    awaitTold(connector, Health.NOT_READY, "ACCESS_REFUSED", "exchange '" + prefix + "'");
    server.ctl("set_permissions", prefix, ".*", ".*", ".*");
    awaitReady(connector);
  }

  @Test
  void aVhostThatIsNotThereIsTold() {
    RabbitMqConnector connector = open(RabbitMqOptions.builder(server.url() + "/nowhere").build());
    awaitTold(connector, Health.NOT_READY, "vhost nowhere");
  }

  @Test
  void aBrokerThatIsNotThereIsTold() {
    String uri = "amqp://127.0.0.1:" + FreePorts.next().getPort();
    awaitTold(open(RabbitMqOptions.builder(uri).build()), Health.NOT_READY, "Connection refused");
    RabbitMqConnector nowhere = open(RabbitMqOptions.builder("amqp://nowhere.invalid").build());
    awaitTold(nowhere, Health.NOT_READY, "unknown host nowhere.invalid");
  }

  // Topology.

  @Test
  void whatIsMissingIsToldAndNotMadeWhenItIsOnlyChecked() {
    RabbitMqConnector connector = open(broker.options().topology(Topology.CHECK).build());
    awaitTold(connector, Health.NOT_READY, "NOT_FOUND - no exchange '" + prefix + "'");
    ready(broker.options().build()).close();
    awaitReady(connector);
    add("a");
    awaitClusters("a");
  }

  @Test
  void anExchangeOfAnotherKindIsTold() {
    broker.with(channel -> channel.exchangeDeclare(prefix, BuiltinExchangeType.FANOUT, true));
    awaitTold(open(broker.options().build()), Health.NOT_READY, "inequivalent arg 'type'");
  }

  @Test
  void aDeletedDeadLetterExchangeIsMadeAgain() {
    ready(broker.options().build());
    broker.publish(Published.of("m1", Requests.removeCluster(prefix + "none")));
    await().atMost(LONG).until(() -> broker.deadLetters().size() == 1);
    broker.with(channel -> channel.exchangeDelete(prefix + "-dead"));
    broker.publish(Published.of("m2", Requests.removeCluster(prefix + "none")));
    await().atMost(LONG).until(() -> broker.deadLetters().size() == 2);
  }

  @Test
  void aDeadLetterWaitsForAnExchangeThatSomebodyElseMustMake() {
    ready(broker.options().build()).close();
    RabbitMqConnector connector = ready(broker.options().topology(Topology.CHECK).build());
    broker.with(channel -> channel.exchangeDelete(prefix + "-dead"));
    broker.publish(Published.of("m1", Requests.removeCluster(prefix + "none")));
    add("a");
    awaitClusters("a");
    awaitTold(connector, Health.DEGRADED, "no exchange '" + prefix + "-dead'");
    assertThat(broker.backlog()).isEqualTo(2);
    broker.with(
        channel -> {
          channel.exchangeDeclare(prefix + "-dead", BuiltinExchangeType.TOPIC, true);
          return channel.queueBind(prefix + "-dead", prefix + "-dead", "#");
        });
    await().atMost(LONG).until(() -> broker.deadLetters().size() == 1);
    await().atMost(LONG).until(() -> broker.backlog() == 0);
  }

  @Test
  void aClassicQueueIsConsumedToo() {
    ready(broker.options().queueType(QueueType.CLASSIC).build());
    add("a");
    awaitClusters("a");
  }

  @Test
  void aQueueThatIsDeletedIsMadeAgain() {
    RabbitMqConnector connector = ready(broker.options().build());
    broker.with(channel -> channel.queueDelete(prefix));
    // Until it is there again, asking for it fails.
    await().atMost(LONG).ignoreExceptions().until(() -> broker.consumers() == 1);
    awaitReady(connector);
    add("a");
    awaitClusters("a");
  }

  // Order.

  @Test
  void aSecondConnectorStandsByAndGoesOnInOrder() {
    RabbitMqConnector first = ready(broker.options().intake(UNHELD).build());
    RabbitMqConnector second = ready(broker.options().intake(UNHELD).build());
    Mix mix = Mix.of(11, 2_000, prefix);
    broker.publish(mix.messages().subList(0, 1_000));
    await().atMost(LONG).until(() -> figure(first, "received") > 100);
    assertThat(figure(second, "received")).isZero();
    first.close();
    broker.publish(mix.messages().subList(1_000, 2_000));
    holds(mix);
    assertThat(figure(second, "received")).isPositive();
  }

  @Test
  void anotherConfigurationIsUsedInTheMiddleWithoutALostMessage() {
    RabbitMqConnector connector = ready(broker.options().intake(UNHELD).prefetch(1_000).build());
    Mix mix = Mix.of(12, 2_000, prefix);
    broker.publish(mix.messages());
    connector.use(broker.options().intake(UNHELD).prefetch(100).replies("").build());
    await().atMost(LONG).until(() -> figure(connector, "received") > 1_000);
    connector.use(broker.options().intake(UNHELD).prefetch(200).build());
    holds(mix);
  }

  private void holds(Mix mix) {
    await().atMost(LONG).until(() -> broker.backlog() == 0);
    assertThat(clusters()).isEqualTo(mix.clusters());
  }

  @Test
  void routingKeysThatAreNotWantedAnyMoreAreUnbound() {
    RabbitMqConnector connector =
        ready(broker.options().routingKeys(List.of("routing.#", "other.#")).build());
    add("a");
    awaitClusters("a");
    connector.use(broker.options().routingKeys(List.of("other.#")).build());
    await().atMost(LONG).until(() -> broker.bindings().equals(Set.of(prefix, "other.#")));
    awaitReady(connector);
  }

  // A broker in trouble.

  @Test
  void anAlarmOfTheBrokerIsToldAndEndsWithIt() {
    RabbitMqConnector connector = ready(broker.options().build());
    broker.publish(Published.of("m1", Requests.removeCluster(prefix + "none")));
    await().atMost(LONG).until(() -> broker.deadLetters().size() == 1);
    connector.use(broker.options().intake(IntakeOptions.builder().paused(true).build()).build());
    broker.publish(Published.of("m2", Requests.removeCluster(prefix + "none")));
    add("a");
    await().atMost(LONG).until(() -> figure(connector, "received") == 3);
    server.ctl("set_vm_memory_high_watermark", "0.00001");
    connector.use(broker.options().build());
    awaitTold(connector, Health.DEGRADED, "takes no dead letters and replies now");
    awaitClusters("a");
    server.ctl("set_vm_memory_high_watermark", "0.4");
    await().atMost(LONG).until(() -> broker.deadLetters().size() == 2);
    awaitReady(connector);
    await().atMost(LONG).until(() -> broker.backlog() == 0);
  }

  @Test
  void aConnectorClosesInTimeAlthoughItsBrokerAnswersNobody() {
    RabbitMqConnector connector = ready(broker.options().build());
    server.pause();
    try {
      long begin = System.nanoTime();
      connector.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      // The client's thread ends a moment after its socket.
      await()
          .atMost(Duration.ofSeconds(2))
          .untilAsserted(
              () ->
                  assertThat(Thread.getAllStackTraces().keySet())
                      .extracting(Thread::getName)
                      .noneMatch(name -> name.startsWith("sozu-main-rabbitmq")));
    } finally {
      server.resume();
    }
  }

  private static double figure(RabbitMqConnector connector, String name) {
    return connector.status().figures().getOrDefault(name, 0).doubleValue();
  }
}
