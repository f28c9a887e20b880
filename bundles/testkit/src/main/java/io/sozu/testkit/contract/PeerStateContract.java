package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.state.StateFileReader;
import io.sozu.testkit.PeerConnection.Answer;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State files: what Sōzu writes, and what it makes of what it reads. */
public abstract class PeerStateContract extends PeerSubject {
  private static final InetSocketAddress NO_LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  protected PeerStateContract(PeerExtension<?> sozu) {
    super(sozu);
  }

  private Answer load(Path file) {
    return ask(Request.newBuilder().setLoadState(file.toString()).build());
  }

  private Answer save(Path file) {
    return ask(Request.newBuilder().setSaveState(file.toString()).build());
  }

  private static Path file(Path folder, String... records) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String record : records) {
      text.append("{\"id\":\"x\",\"content\":{\"request_type\":").append(record).append("}}\n\0");
    }
    return Files.writeString(folder.resolve("records"), text);
  }

  private static String cluster(String id) {
    return "{\"ADD_CLUSTER\":{\"cluster_id\":\""
        + id
        + "\",\"sticky_session\":false,\"https_redirect\":false,\"load_balancing\":0,"
        + "\"answers\":{},\"authorized_hashes\":[]}}";
  }

  private static List<String> processing(Answer answer) {
    return answer.processing().stream().map(Response::getMessage).toList();
  }

  private boolean known(String clusterId) {
    return apply(Requests.queryCluster(clusterId))
            .last()
            .getContent()
            .getWorkerResponses()
            .getMapOrThrow("main")
            .getClusters()
            .getVecCount()
        == 1;
  }

  @Test
  void whatIsSavedCanBeRead(@TempDir Path folder) throws IOException {
    String id = name("saved");
    apply(Requests.addCluster(id));
    apply(Requests.addBackend(id, "b", 9));
    apply(Requests.addHttpFrontend(id, peer().http(), id + ".example"));
    Path file = folder.resolve("state");

    Answer answer = save(file);

    List<Request> records = new ArrayList<>();
    try (StateFileReader reader = new StateFileReader(Files.newInputStream(file))) {
      for (Request record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
    }
    assertThat(answer.processing()).isEmpty();
    assertThat(answer.message())
        .isEqualTo("Saved " + records.size() + " config messages to " + file);
    assertThat(records)
        .contains(
            Requests.addCluster(id),
            Requests.addBackend(id, "b", 9),
            Requests.addHttpFrontend(id, peer().http(), id + ".example"));
  }

  @Test
  void aSavedFileKeepsTheModeThatItHas(@TempDir Path folder) throws IOException {
    Path file =
        Files.createFile(
            folder.resolve("state"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

    save(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileThatCannotBeMadeIsToldWithItsReason() {
    assertThat(save(Path.of("/nonexistent/state")).message())
        .isEqualTo(
            "Cannot create file at path /nonexistent/state: No such file or directory (os error"
                + " 2)");
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    Answer answer = load(Path.of("/nonexistent/state"));

    assertThat(answer.processing()).isEmpty();
    assertThat(answer.message()).isEqualTo("Cannot find file at path /nonexistent/state");
  }

  @Test
  void anEmptyFileIsAHarmlessProbe(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("probe"));

    Answer answer = load(file);

    assertThat(processing(answer))
        .containsExactly("Parsing state file from " + file + "...", "Applying state file...");
    assertThat(answer.message())
        .isEqualTo("Successfully loaded state from path " + file + ", 0 ok messages, 0 errors");
  }

  @Test
  void recordsAreAppliedAndCountedByWorker(@TempDir Path folder) throws IOException {
    String one = name("loaded");
    String two = name("loaded");
    Path file = file(folder, cluster(one), cluster(two));

    Answer answer = load(file);

    assertThat(answer.message())
        .isEqualTo(
            "Successfully loaded state from path "
                + file
                + ", "
                + 2 * peer().workerPids().size()
                + " ok messages, 0 errors");
    assertThat(known(one)).isTrue();
    assertThat(known(two)).isTrue();
  }

  @Test
  void whatTheMainProcessRefusesIsSkippedAndCounted(@TempDir Path folder) throws IOException {
    String id = name("loaded");
    Path file =
        file(
            folder,
            "{\"REMOVE_CLUSTER\":\"never-was\"}",
            cluster(id),
            "{\"REMOVE_CLUSTER\":\"never-was-either\"}");

    Answer answer = load(file);

    assertThat(processing(answer))
        .contains("load_state: skipped 2 invalid entries — see the main process warnings");
    assertThat(answer.ok()).isTrue();
    assertThat(known(id)).isTrue();
  }

  @Test
  void whatWorkersRefuseIsAFailureAndTheRestIsApplied(@TempDir Path folder) throws IOException {
    String id = name("loaded");
    String frontend =
        "{\"ADD_HTTP_FRONTEND\":{\"cluster_id\":\""
            + id
            + "\",\"address\":{\"ip\":{\"inner\":{\"V4\":2130706433}},\"port\":1},"
            + "\"hostname\":\"h.example\",\"path\":{\"kind\":0,\"value\":\"\"},\"position\":2,"
            + "\"tags\":{}}}";
    int workers = peer().workerPids().size();

    Answer answer = load(file(folder, cluster(id), frontend));

    assertThat(answer.ok()).isFalse();
    assertThat(answer.message())
        .isEqualTo(
            "loading state: "
                + workers
                + " ok messages, "
                + workers
                + " errors, timed out: false, reverted entries: 1");
    assertThat(known(id)).isTrue();
    assertThat(ask(Requests.addHttpFrontend(id, NO_LISTENER, "h.example")).message())
        .doesNotContain("already exists");
  }

  @Test
  void aRecordThatIsNoneEndsTheLoadAndWhatCameBeforeStays(@TempDir Path folder) throws IOException {
    String before = name("loaded");
    String after = name("loaded");

    Answer answer =
        load(file(folder, cluster(before), "{\"ADD_CLUSTER\":{\"cluster_id\":5}}", cluster(after)));

    assertThat(answer.ok()).isFalse();
    assertThat(answer.message()).isEqualTo("Error consuming load state message");
    assertThat(known(before)).isTrue();
    assertThat(known(after)).isFalse();
  }

  @Test
  void aWholeStateLoadedOntoItselfIsOk(@TempDir Path folder) {
    Path file = folder.resolve("state");
    save(file);

    Answer answer = load(file);

    assertThat(answer.ok()).isTrue();
    assertThat(processing(answer)).anyMatch(message -> message.contains("skipped"));
  }

  @Test
  void aFrontendIsReplacedInOneLoad(@TempDir Path folder) throws IOException {
    String before = name("before");
    String after = name("after");
    String host = name("h") + ".example";
    apply(Requests.addCluster(before));
    apply(Requests.addCluster(after));
    apply(Requests.addHttpFrontend(before, peer().http(), host));
    String frontend =
        "\",\"address\":{\"ip\":{\"inner\":{\"V4\":2130706433}},\"port\":"
            + peer().http().getPort()
            + "},\"hostname\":\""
            + host
            + "\",\"path\":{\"kind\":0,\"value\":\"\"},\"position\":2,\"tags\":{}}}";

    Answer answer =
        load(
            file(
                folder,
                "{\"REMOVE_HTTP_FRONTEND\":{\"cluster_id\":\"" + before + frontend,
                "{\"ADD_HTTP_FRONTEND\":{\"cluster_id\":\"" + after + frontend));

    assertThat(answer.ok()).as(answer.message()).isTrue();
    assertThat(ask(Requests.removeHttpFrontend(after, peer().http(), host)).ok()).isTrue();
  }
}
