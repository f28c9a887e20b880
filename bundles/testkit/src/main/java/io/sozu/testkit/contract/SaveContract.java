package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.ClientOptions;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.Retry;
import io.sozu.client.SozuException;
import io.sozu.client.Unreachable;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.StateFileReader;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state in a file, as soon as somebody must be sure of it. */
public abstract class SaveContract extends ClientSubject {
  private Path folder;
  private Path file;

  protected SaveContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  @BeforeEach
  void folder(@TempDir Path temporary) {
    folder = temporary;
    file = temporary.resolve("sozu.state");
  }

  private OwnedSozuClient saving(SozuPeer sozu, Path path) {
    return open(sozu.client().stateSave(path).build());
  }

  private static List<String> clusters(Path path) {
    List<String> ids = new ArrayList<>();
    try (StateFileReader reader = new StateFileReader(Files.newInputStream(path))) {
      for (Request record = reader.next(); record != null; record = reader.next()) {
        if (record.hasAddCluster()) {
          ids.add(record.getAddCluster().getClusterId());
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return ids;
  }

  @Test
  void theFileHasWhatWasInForceBefore() throws IOException {
    OwnedSozuClient client = saving(peer(), file);
    for (int i = 0; i < 5; i++) {
      String id = name("saved");
      send(client, Requests.addCluster(id));

      get(client.state().saveNow());

      assertThat(clusters(file)).contains(id);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
  }

  @Test
  void callsThatComeWhileASaveRunsShareTheNext() {
    OwnedSozuClient client = saving(peer(), file);
    String id = name("shared");
    send(client, Requests.addCluster(id));
    long before = figure(client, "requests.sent");
    List<CompletionStage<Void>> saves = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      saves.add(client.state().saveNow());
    }
    assertThat(saves.get(299).toCompletableFuture().cancel(false)).isTrue();

    saves.subList(0, 299).forEach(ClientSubject::get);

    assertThat(clusters(file)).contains(id);
    assertThat(figure(client, "requests.sent") - before).isLessThan(100);
  }

  @Test
  void nothingIsSavedAgainForWhatTheFileHas() throws IOException {
    OwnedSozuClient client = saving(peer(), file);
    Eventually.until("it is there by itself", () -> Files.exists(file));
    String id = name("once");
    send(client, Requests.addCluster(id));
    get(client.state().saveNow());
    BasicFileAttributes saved = Files.readAttributes(file, BasicFileAttributes.class);
    long before = figure(client, "requests.sent");

    Eventually.until(
        "it was looked at several times", () -> figure(client, "requests.sent") - before > 3);

    assertThat(clusters(file)).contains(id);
    BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
    assertThat(after.fileKey()).isEqualTo(saved.fileKey());
    assertThat(after.lastModifiedTime()).isEqualTo(saved.lastModifiedTime());
  }

  @Test
  void aClientWithoutAFileSaysSo() {
    assertThatThrownBy(() -> get(open().state().saveNow()))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("state.save is not set");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path nowhere = folder.resolve("none").resolve("sozu.state");

    Unreachable failure = failure(Unreachable.class, saving(peer(), nowhere).state().saveNow());

    assertThat(failure).hasMessageStartingWith(nowhere + " cannot be written: ");
    assertThat(failure.retry()).isEqualTo(Retry.SAFE);
  }

  @Test
  void aSozuThatIsAwayLeavesTheOldFile() throws IOException {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client =
        open(sozu.client().stateSave(file).requestTimeout(Duration.ofSeconds(1)).build());
    send(client, Requests.addCluster("before"));
    get(client.state().saveNow());
    sozu.kill9();

    failure(SozuException.class, client.state().saveNow());

    assertThat(clusters(file)).containsExactly("before");
  }

  @Test
  void whatAReplacedSozuLostIsNotSaved() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = saving(sozu, file);
    send(client, Requests.addCluster("before"));
    get(client.state().saveNow());
    sozu.kill9();
    CompletableFuture<Void> save = client.state().saveNow().toCompletableFuture();
    sozu.start();

    failure(OutcomeUnknown.class, save);

    assertThat(clusters(file)).containsExactly("before");
  }
}
