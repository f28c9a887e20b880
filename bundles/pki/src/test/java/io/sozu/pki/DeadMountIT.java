package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A mount whose server is away: whoever asks for anything there waits for ever. */
final class DeadMountIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  /** The longest that a stop may take. */
  private static final Duration STOP = Duration.ofSeconds(4);

  /** Where it may mount something. */
  private static final List<String> APART =
      List.of("unshare", "--user", "--map-root-user", "--mount");

  private final SozuPeer sozu = SOZU.peer();
  private final OwnedSozuClient client = SozuClients.connect(sozu.client().build());
  private final Rush rush = new Rush(sozu.https());
  private final Path root;

  DeadMountIT(@TempDir Path folder) throws IOException {
    root = Files.createDirectory(folder.resolve("pki"));
  }

  @AfterEach
  void close() throws InterruptedException {
    rush.end();
    client.close();
  }

  /** Mounts a FUSE file system that nobody serves, and does what comes then. */
  private static List<String> mounting(Path folder, String then) {
    String options = "fd=5,rootmode=40000,user_id=0,group_id=0";
    String mount = "mount -i -t fuse -o " + options + " dead " + folder;
    return List.of("sh", "-c", "exec 5<>/dev/fuse && " + mount + " && " + then, "sh");
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private Pairs pairs(String folder) throws IOException {
    return new Pairs(Files.createDirectories(root.resolve(folder)), client, sozu.https(), rush);
  }

  private static void renews(Pairs near) throws IOException {
    near.renew("near.example");
    near.settled();
    near.expected();
  }

  private static void stopsSoon(ConnectorJvm connector) throws IOException {
    long begin = System.nanoTime();
    connector.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STOP);
  }

  @Test
  void overAWatchedFolderItHoldsUpNeitherRenewalsNorTheStop() throws IOException {
    Pairs near = pairs("near");
    Pairs far = pairs("far/away");
    near.write("near.example");
    far.write("far.example");
    ConnectorJvm connector = new ConnectorJvm(APART, sozu.socket(), root, "rescan=1h");
    near.settled();
    far.settled();
    near.expected();
    far.expected();
    List<String> inside =
        List.of(
            "nsenter", "--preserve-credentials", "-U", "-m", "-t", String.valueOf(connector.pid()));
    Process mount =
        new ProcessBuilder(
                joined(inside, mounting(root.resolve("far/away"), "echo mounted && exec cat")))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(mount.inputReader().readLine()).isEqualTo("mounted");
      for (int i = 0; i < 3; i++) {
        renews(near);
      }
      rush.isRight(2);
      stopsSoon(connector);
    } finally {
      connector.kill9();
      mount.destroyForcibly();
    }
  }

  @Test
  void behindALinkItIsToldAndHoldsUpNoOtherFolder() throws IOException {
    Path mount = Files.createDirectory(root.resolveSibling("mount"));
    Files.createSymbolicLink(Files.createDirectory(root.resolve("far")).resolve("link"), mount);
    Pairs near = pairs("near");
    near.write("near.example");
    ConnectorJvm connector =
        new ConnectorJvm(joined(APART, mounting(mount, "exec \"$@\"")), sozu.socket(), root);
    try {
      near.settled();
      near.expected();
      connector.until(
          "it is told",
          () ->
              connector.told().health() == Health.DEGRADED
                  && connector.told().summary().contains(" does not answer within "));
      renews(near);
      rush.isRight(2);
      stopsSoon(connector);
    } finally {
      connector.kill9();
    }
  }

  @Test
  void itIsStoppedWhileItAsks() throws IOException {
    Path mount = Files.createDirectory(root.resolve("mount"));
    stopsSoon(new ConnectorJvm(joined(APART, mounting(mount, "exec \"$@\"")), sozu.socket(), root));
  }
}
