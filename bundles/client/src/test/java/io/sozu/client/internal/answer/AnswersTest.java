package io.sozu.client.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OutcomeUnknown;
import io.sozu.client.RefusedByMain;
import io.sozu.client.RefusedByWorkers;
import io.sozu.client.Retry;
import io.sozu.client.SozuException;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On texts of Sōzu 2.3.3. */
final class AnswersTest {
  private static final Request CHANGE = Request.newBuilder().setRemoveCluster("shop").build();
  private static final Request LOAD = Request.newBuilder().setLoadState("/a/file").build();

  @Test
  void theMainProcessRefuses() {
    String text =
        "could not apply request on the main process state: Did not find Cluster with address or"
            + " id_bytes=2";
    assertThat(failure(CHANGE, text))
        .isInstanceOf(RefusedByMain.class)
        .hasMessage(text)
        .satisfies(e -> assertThat(e.retry()).isEqualTo(Retry.NO));
  }

  @Test
  void theMainProcessMayQuoteWhatLooksLikeAWorker() {
    assertThat(failure(CHANGE, "could not apply request on the main process state: x, 0: OK"))
        .isInstanceOf(RefusedByMain.class);
  }

  @Test
  void everyWorkerRefusesInAnyOrder() {
    SozuException failure =
        failure(
            CHANGE,
            "1: found no listener at 127.0.0.1:1, 0: found no listener at 127.0.0.1:1: really");
    assertThat(failure).isInstanceOf(RefusedByWorkers.class);
    assertThat(((RefusedByWorkers) failure).workers())
        .isEqualTo(
            Map.of(
                "1",
                "found no listener at 127.0.0.1:1",
                "0",
                "found no listener at 127.0.0.1:1: really"));
  }

  @Test
  void oneWorkerAppliedIt() {
    assertThat(failure(CHANGE, "1: OK, 0: found no listener at 127.0.0.1:1"))
        .isInstanceOf(OutcomeUnknown.class)
        .satisfies(e -> assertThat(e.retry()).isEqualTo(Retry.IF_REPEATABLE));
  }

  @Test
  void theOtherWorkerSaidNothing() {
    assertThat(failure(CHANGE, "1: OK")).isInstanceOf(OutcomeUnknown.class);
    assertThat(
            Answers.failure(
                CHANGE, response("1: found no listener at 127.0.0.1:1"), Duration.ofSeconds(10)))
        .isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void noWorkerSaidAnything() {
    assertThat(failure(CHANGE, "")).isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void aLoadTellsCountsOnly() {
    assertThat(
            failure(
                LOAD,
                "loading state: 3 ok messages, 1 errors, timed out: true, reverted entries: 0"))
        .isInstanceOf(OutcomeUnknown.class);
    assertThat(failure(LOAD, "Error consuming load state message"))
        .isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void aFileThatCannotBeOpenedIsRefused() {
    assertThat(failure(LOAD, "Cannot find file at path /a/file")).isInstanceOf(RefusedByMain.class);
    assertThat(failure(LOAD, "Cannot open file at path /a/file: Permission denied (os error 13)"))
        .isInstanceOf(RefusedByMain.class);
  }

  @Test
  void aQueryThatAWorkerDidNotAnswer() {
    Request query = Request.newBuilder().setQueryClusterById("shop").build();
    assertThat(failure(query, "Failed to query clusters: timed out waiting for every worker"))
        .isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void aQueryOfSomethingUnknown() {
    Request query = Request.newBuilder().setQueryClusterById("shop").build();
    assertThat(
            failure(
                query,
                "Failed to query clusters: worker 1: Could not find certificate for this"
                    + " fingerprint"))
        .isInstanceOf(RefusedByMain.class);
  }

  @Test
  void sessionsClosedOnOneWorkerOnly() {
    Request close = Request.newBuilder().build();
    assertThat(failure(close, "0: unknown backend, 1: 3 sessions closed, 0 draining"))
        .isInstanceOf(OutcomeUnknown.class);
  }

  private static SozuException failure(Request request, String message) {
    return Answers.failure(request, response(message));
  }

  private static Response response(String message) {
    return Response.newBuilder().setStatus(ResponseStatus.FAILURE).setMessage(message).build();
  }
}
