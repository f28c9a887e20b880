package io.sozu.client.internal.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.internal.Client;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.state.StateFileReader;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateSaverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;

  StateSaverIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void changesAreInThePrivateFileSoonAfterAndNothingIsBesideIt() throws Exception {
    Path file = folder.resolve("sozu.state");
    Files.writeString(folder.resolve(".sozu.state.sozu-123.tmp"), "left by a killed process");
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = Client.open(sozu.client().stateSave(file).build())) {
      // Before any change: there was no file that a crash could have made worth more.
      await().atMost(PATIENCE).until(() -> Files.exists(file));
      for (String id : List.of("first", "second")) {
        client.clusters().add(Requests.cluster(id)).toCompletableFuture().join();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(file).exists().satisfies(f -> assertThat(ids(f)).contains(id)));
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      try (Stream<Path> all = Files.list(folder)) {
        assertThat(all).containsExactly(file);
      }
    }
  }

  @Test
  void aFolderThatIsNotThereIsToldAndForgottenOnceItIs() throws Exception {
    Path file = folder.resolve("later/sozu.state");
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = Client.open(sozu.client().stateSave(file).build())) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(client.status().summary())
                      .contains("state.save", "later", "not up to date"));
      Files.createDirectory(file.getParent());
      await().atMost(PATIENCE).until(() -> client.status().health() == Health.READY);
      assertThat(file).isNotEmptyFile();
    }
  }

  @Test
  void aFileThatIsThereIsKeptUntilSomethingChanges() throws Exception {
    Path file = folder.resolve("sozu.state");
    String old = "from before a crash";
    Files.writeString(file, old);
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = Client.open(sozu.client().stateSave(file).build())) {
      await().atMost(PATIENCE).until(() -> looks(client) > 2);
      assertThat(file).hasContent(old);
      client.clusters().add(Requests.cluster("first")).toCompletableFuture().join();
      await().atMost(PATIENCE).until(() -> !Files.readString(file).equals(old));
      assertThat(ids(file)).contains("first");
    }
  }

  @Test
  void whatChangedLastIsSavedBeforeTheClientCloses() throws Exception {
    Path file = folder.resolve("sozu.state");
    try (SozuPeer sozu = SozuPeer.installed()) {
      try (OwnedSozuClient client = Client.open(sozu.client().stateSave(file).build())) {
        await().atMost(PATIENCE).until(() -> Files.exists(file));
        client.clusters().add(Requests.cluster("last")).toCompletableFuture().join();
      }
      assertThat(ids(file)).containsExactly("last");
    }
  }

  private static long looks(OwnedSozuClient client) {
    return client.status().figures().getOrDefault("requests.ok", 0).longValue();
  }

  private static List<String> ids(Path file) throws Exception {
    List<String> ids = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        StateFileReader reader = new StateFileReader(in)) {
      for (Request record = reader.next(); record != null; record = reader.next()) {
        if (record.getRequestTypeCase() == RequestTypeCase.ADD_CLUSTER) {
          ids.add(record.getAddCluster().getClusterId());
        }
      }
    }
    return ids;
  }
}
