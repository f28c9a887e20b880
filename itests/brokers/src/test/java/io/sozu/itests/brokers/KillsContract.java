package io.sozu.itests.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.RandomChanges;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.StateOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random messages while the connector, its JVM, its connections and Sōzu's processes are killed.
 */
abstract class KillsContract {
  private static final int MESSAGES = 10_000;

  /** So many are published together, and so often: some 800 a second. */
  private static final int LOT = 50;

  private static final Duration PACE = Duration.ofMillis(60);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The broker as this test sees it; the test's own connections are never cut. */
  abstract BrokerUnderTest broker(String name);

  @ParameterizedTest(name = "repeat with -Dsozu.seed={0} -Dsozu.seeds=1")
  @MethodSource("io.sozu.testkit.RandomChanges#seeds")
  void whateverIsKilledTheStateIsThatOfAllGoodMessagesAndTheBadOnesAreDeadLetters(
      long seed, @TempDir Path folder) throws IOException {
    Path saved = folder.resolve("sozu.state");
    PeerOptions peer = PeerOptions.defaults().withExtraToml("saved_state = \"" + saved + "\"\n");
    Instant begin = Instant.now();
    try (SozuPeer sozu = SozuPeer.installed(peer);
        BrokerUnderTest broker = broker("kills" + seed)) {
      broker.prepare();
      RandomChanges changes = new RandomChanges(seed, sozu.http());
      Map<String, Instant> published;
      try (ConnectorJvm connector = new ConnectorJvm(broker.opener(), sozu, saved, log(seed));
          Killer killer = new Killer(seed, MESSAGES, sozu, connector, broker)) {
        connector.awaitReady();
        published = publish(changes, broker, killer);
        killer.finish();
        Instant done = Instant.now();
        await().atMost(PATIENCE).until(() -> broker.backlog() == 0);
        List<Found> letters = broker.deadLetters();
        System.out.printf(
            "seed %d: %d messages in %d s, settled %d ms later; killed %s; %d dead letters of %d bad%n",
            seed,
            MESSAGES,
            Duration.between(begin, done).toSeconds(),
            Duration.between(done, Instant.now()).toMillis(),
            killer,
            letters.size(),
            changes.bad().size());
        judge(letters, changes.bad(), published, killer);
      }
      holds(sozu, changes);
    }
  }

  /** What the connectors of a run say; to be read when it fails. */
  private Path log(long seed) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "kills"));
    return folder.resolve(getClass().getSimpleName() + "-" + seed + ".log");
  }

  /** Publishes all, and tells when each was. */
  private static Map<String, Instant> publish(
      RandomChanges changes, BrokerUnderTest broker, Killer killer) {
    Map<String, Instant> published = new HashMap<>();
    long next = System.nanoTime();
    for (int i = 0; i < MESSAGES; i += LOT) {
      LockSupport.parkNanos(next - System.nanoTime());
      next += PACE.toNanos();
      List<Published> lot = Stream.generate(changes::next).limit(LOT).map(Published::of).toList();
      Instant now = Instant.now();
      lot.forEach(message -> published.put(message.id(), now));
      broker.publish(lot);
      killer.published(i + LOT);
    }
    return published;
  }

  /**
   * Every bad message is a dead letter. A good one may be, if it was delivered again: what was in
   * force and comes again may be behind what Sōzu has, where there is nothing left to remove.
   */
  private static void judge(
      List<Found> letters, Map<String, String> bad, Map<String, Instant> published, Killer killer) {
    Set<String> missing = new TreeSet<>(bad.keySet());
    letters.forEach(letter -> missing.remove(letter.id()));
    assertThat(missing).as("bad messages without a dead letter").isEmpty();
    for (Found letter : letters) {
      String reason = letter.properties().get("sozu-reason");
      Instant at = Instant.parse(letter.properties().get("sozu-at"));
      if (bad.containsKey(letter.id())) {
        assertThat(reason).contains(bad.get(letter.id()));
      } else {
        Instant since = published.getOrDefault(letter.id(), Instant.MAX);
        assertThat(killer.deliveredAgain(since, at))
            .as("%s of %s at %s, delivered again: %s", letter.id(), since, at, reason)
            .isTrue();
      }
    }
  }

  private static void holds(SozuPeer sozu, RandomChanges changes) {
    try (OwnedSozuClient client = SozuClients.connect(sozu.client().build())) {
      assertThat(StateOf.main(client)).isEqualTo(changes.expected());
      StateOf.assertTheSameEverywhere(client, RandomChanges.names(), 1 + sozu.options().workers());
    }
  }
}
