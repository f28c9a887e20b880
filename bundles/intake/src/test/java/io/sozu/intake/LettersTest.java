package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Outcome;
import io.sozu.client.RefusedByMain;
import io.sozu.client.RefusedByWorkers;
import io.sozu.intake.Result.Verdict;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What dead letters and replies tell. */
final class LettersTest {
  private static final Instant AT = Instant.parse("2026-11-25T10:00:00Z");

  @Test
  void aDeadLetterTellsWhyWhereWhenAndHowOften() {
    Result result = new Result(Verdict.REFUSED, "no such cluster", List.of(), 3, AT);
    assertThat(DeadLetter.properties(result, "queue/1.7", "edge"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "sozu-reason", "no such cluster",
                "sozu-source", "queue/1.7",
                "sozu-attempts", "3",
                "sozu-at", "2026-11-25T10:00:00Z",
                "sozu-verdict", "refused",
                "sozu-instance", "edge"));
  }

  @Test
  void aReplyTellsWhatBecameOfEachRequest() {
    TestMessage message =
        TestMessage.records(
            "m-1", Requests.addCluster("shop"), Requests.removeBackend("shop", "b", 8080));
    Result result =
        new Result(
            Verdict.PARTLY,
            "1 of 2 refused",
            List.of(
                Outcome.alreadySo("already exists"),
                Outcome.of(new RefusedByMain(answer("did not find \"b\"")))),
            1,
            AT);
    assertThat(reply(message, result))
        .isEqualTo(
            """
            {"id":"m-1","verdict":"partly","reason":"1 of 2 refused","requests":[\
            {"kind":"AddCluster","name":"shop","verdict":"already-so","reason":"already exists"},\
            {"kind":"RemoveBackend","name":"shop b 127.0.0.1:8080","verdict":"refused",\
            "reason":"did not find \\"b\\""}],\
            "attempts":1,"at":"2026-11-25T10:00:00Z","instance":"edge"}""");
  }

  @Test
  void aReplyTellsWhatEachWorkerSaid() {
    Outcome refused =
        Outcome.of(new RefusedByWorkers(answer("0: no listener"), Map.of("0", "no listener")));
    Result result = new Result(Verdict.REFUSED, "no listener", List.of(refused), 1, AT);
    assertThat(reply(TestMessage.of("m-1", Requests.addCluster("shop")), result))
        .contains("\"workers\":{\"0\":\"no listener\"}");
  }

  @Test
  void aMessageThatWasNotSentTellsNoRequests() {
    Result result = new Result(Verdict.REFUSED, "is no Request", List.of(), 1, AT);
    assertThat(reply(TestMessage.of("m-1", new byte[] {1}, ""), result))
        .contains("\"verdict\":\"refused\"", "\"requests\":[]");
  }

  @Test
  void aReplyToAVeryLargeMessageIsBounded() {
    Request[] requests =
        Collections.nCopies(1_500, Requests.addCluster("a")).toArray(Request[]::new);
    List<Outcome> outcomes = Collections.nCopies(1_500, Outcome.applied());
    Result result = new Result(Verdict.APPLIED, "", outcomes, 1, AT);
    assertThat(reply(TestMessage.records("m-1", requests), result))
        .contains("\"requestsLeftOut\":500");
  }

  @Test
  void noPrivateKeyIsTold() {
    TestCertificate certificate = TestCertificate.of("example.com");
    TestMessage message =
        TestMessage.of("m-1", Requests.addCertificate(FreePorts.next(), certificate));
    Result result = new Result(Verdict.APPLIED, "", List.of(Outcome.applied()), 1, AT);
    assertThat(reply(message, result))
        .contains("\"kind\":\"AddCertificate\"")
        .doesNotContain("BEGIN", certificate.keyPem().substring(40, 80));
  }

  private static String reply(TestMessage message, Result result) {
    return new String(Reply.json(message, result, "edge"), StandardCharsets.UTF_8);
  }

  private static Response answer(String message) {
    return Response.newBuilder().setStatus(ResponseStatus.FAILURE).setMessage(message).build();
  }
}
