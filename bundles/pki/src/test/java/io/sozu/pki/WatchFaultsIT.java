package io.sozu.pki;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Signals;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the system does not tell is noticed all the same, and it is said how. */
final class WatchFaultsIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  /** Only what is tested here notices anything. */
  private static final String NEVER = "rescan=1h";

  private static final Path QUEUE = Path.of("/proc/sys/fs/inotify/max_queued_events");

  private final SozuPeer sozu = SOZU.peer();
  private final OwnedSozuClient client = SozuClients.connect(sozu.client().build());
  private final Rush rush = new Rush(sozu.https());
  private final Path root;

  WatchFaultsIT(@TempDir Path root) {
    this.root = root;
  }

  @AfterEach
  void close() throws InterruptedException {
    rush.end();
    client.close();
  }

  private Pairs pairs(Path folder, String name) throws IOException {
    Pairs pairs = new Pairs(Files.createDirectories(folder), client, sozu.https(), rush);
    pairs.write(name);
    return pairs;
  }

  private static void isRenewed(Pairs pairs, String name) throws IOException {
    pairs.expected();
    pairs.renew(name);
    pairs.settled();
    pairs.expected();
  }

  private void isRight() {
    rush.isRight(2);
  }

  @Test
  void afterTooManyEventsEverythingIsLookedAt() throws IOException {
    Path noise = Files.createDirectory(root.resolve("noise"));
    Pairs pairs = pairs(root.resolve("quiet"), "quiet.example");
    try (ConnectorJvm connector = new ConnectorJvm(List.of(), sozu.socket(), root, NEVER)) {
      pairs.settled();
      pairs.expected();
      Signals.send("STOP", connector.pid());
      try {
        // As long as nobody takes them the system keeps so many, and drops what comes then.
        Path file = noise.resolve("x");
        int most = Integer.parseInt(Files.readString(QUEUE).strip());
        for (int i = 0; i < most; i++) {
          Files.createFile(file);
          Files.delete(file);
        }
        pairs.renew("quiet.example");
      } finally {
        Signals.send("CONT", connector.pid());
      }
      pairs.settled();
      isRight();
    }
  }

  /** A user namespace has limits of its own; the shell is its root and may set them. */
  private static List<String> limited(String limit, int most) {
    return List.of(
        "unshare",
        "--user",
        "--map-root-user",
        "sh",
        "-c",
        "echo " + most + " > /proc/sys/user/" + limit + " && exec \"$@\"",
        "sh");
  }

  @ParameterizedTest
  @CsvSource({"max_inotify_watches, 3", "max_inotify_instances, 0"})
  void whatCannotBeWatchedIsPolledAndThatIsSaid(String limit, int most) throws IOException {
    List<String> names = List.of("a.polled.example", "b.polled.example", "c.polled.example");
    for (String name : names) {
      pairs(root.resolve(name), name);
    }
    Pairs last = pairs(root.resolve("last"), "last.polled.example");
    try (ConnectorJvm connector =
        new ConnectorJvm(limited(limit, most), sozu.socket(), root, NEVER, "poll=200ms")) {
      connector.until(
          "it is said",
          () ->
              connector.told().health() == Health.DEGRADED
                  && connector
                      .told()
                      .summary()
                      .contains(" folders are looked at every 200 ms, because"));
      for (String name : names) {
        Pairs pairs = pairs(root.resolve(name), name);
        pairs.settled();
        isRenewed(pairs, name);
      }
      last.settled();
      isRight();
    }
  }

  @Test
  void aFolderThatIsNotToBeWatchedIsPolled() throws IOException {
    Pairs pairs = pairs(root, "unwatched.example");
    try (ConnectorJvm connector =
        new ConnectorJvm(List.of(), sozu.socket(), root, NEVER, "poll=200ms", "watch=false")) {
      pairs.settled();
      for (int i = 0; i < 3; i++) {
        isRenewed(pairs, "unwatched.example");
      }
      connector.until("it is no concern", () -> connector.told().health() == Health.READY);
      isRight();
    }
  }
}
