package io.sozu.pki;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Our process is killed at any time while certificates are renewed, added and removed. */
final class OurProcessIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private static final int KILLS = 10;
  private static final int STAYING = 30;

  /** From the first look of a new process to well after its last change. */
  private static final int KILLED_WITHIN_MILLIS = 250;

  private final SozuPeer sozu = SOZU.peer();
  private final OwnedSozuClient client = SozuClients.connect(sozu.client().build());
  private final Rush rush = new Rush(sozu.https());
  private final Path root;
  private final Path ledger;
  private final Pairs pairs;

  /** They come and go, so that no handshake asks for them. */
  private final Pairs passing;

  private final long seed = Long.getLong("sozu.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** What was ours and should not be in Sōzu any more. */
  private final List<TestCertificate> former = new ArrayList<>();

  OurProcessIT(@TempDir Path folder) throws IOException {
    root = Files.createDirectory(folder.resolve("pki"));
    ledger = folder.resolve("ledger");
    pairs = new Pairs(root, client, sozu.https(), rush);
    passing = new Pairs(root, client, sozu.https(), rush);
  }

  @AfterEach
  void close() throws InterruptedException {
    rush.end();
    client.close();
  }

  private ConnectorJvm start() throws IOException {
    return new ConnectorJvm(
        List.of(), sozu.socket(), root, "ledger=" + ledger, "rescan=1h", "removal.grace=0ms");
  }

  private static String staying(int i) {
    return "n" + i + ".staying.example";
  }

  private static String passing(int round) {
    return "n" + round + ".passing.example";
  }

  private void change(int round) throws IOException {
    for (int i = 0; i < STAYING; i++) {
      if (random.nextInt(3) == 0) {
        former.add(pairs.right(staying(i)));
        pairs.renew(staying(i));
      }
    }
    passing.write(passing(round));
    if (round > 0) {
      former.add(passing.right(passing(round - 1)));
      passing.delete(passing(round - 1));
    }
  }

  private void isAsItShouldBe(ConnectorJvm connector, int round) {
    pairs.settled();
    passing.settled();
    pairs.expected();
    connector.until(
        "nothing else of ours is left after kill " + round + ", seed " + seed,
        () -> former.stream().noneMatch(pairs::has));
    former.clear();
  }

  /** Lets it work for a while, and kills it. */
  private void kill(ConnectorJvm connector) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(KILLED_WITHIN_MILLIS)));
    connector.kill9();
  }

  @Test
  void killedAtAnyTimeItLeavesNothingWrongAndNothingBehind() throws Exception {
    for (int i = 0; i < STAYING; i++) {
      pairs.write(staying(i));
    }
    for (int round = 0; round < KILLS; round++) {
      try (ConnectorJvm connector = start()) {
        isAsItShouldBe(connector, round);
        if (round % 2 == 0) {
          change(round);
          kill(connector);
        }
      }
      if (round % 2 == 1) {
        // While it looks for the first time.
        change(round);
        kill(start());
      }
    }
    try (ConnectorJvm last = start()) {
      isAsItShouldBe(last, KILLS);
    }
    rush.isRight(2);
  }
}
