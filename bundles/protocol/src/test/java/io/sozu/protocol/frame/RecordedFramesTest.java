package io.sozu.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import io.sozu.protocol.command.ResponseStatus;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that the real Sōzu sent; the README beside them says how they were recorded. */
final class RecordedFramesTest {
  private static final Set<String> UNANSWERED = Set.of("launch_worker", "return_listen_sockets");

  @ParameterizedTest
  @MethodSource("recordings")
  void aRecordedAnswerIsDecodedCompletely(Path recording) throws IOException, FrameException {
    List<Response> answers = decode(Files.readAllBytes(recording));
    assertThat(answers).isNotEmpty().allSatisfy(a -> assertThat(UnknownFields.of(a)).isEmpty());
    boolean endless = recording.getFileName().toString().startsWith("subscribe_events");
    List<Response> before = endless ? answers : answers.subList(0, answers.size() - 1);
    assertThat(before)
        .allSatisfy(a -> assertThat(a.getStatus()).isEqualTo(ResponseStatus.PROCESSING));
  }

  @Test
  void everyKindThatIsAnsweredWasRecorded() throws IOException, URISyntaxException {
    Set<String> recorded =
        recordings()
            .map(p -> p.getFileName().toString().replaceFirst("(-\\d+)?\\.frames$", ""))
            .collect(Collectors.toSet());
    Set<String> kinds =
        Request.getDescriptor().getFields().stream()
            .map(f -> f.getName().toLowerCase(Locale.ROOT))
            .filter(k -> !UNANSWERED.contains(k))
            .collect(Collectors.toSet());
    assertThat(recorded).isEqualTo(kinds);
  }

  @Test
  void everyContentThatSozuSendsToClientsWasRecorded() throws Exception {
    Set<ContentTypeCase> contents = EnumSet.noneOf(ContentTypeCase.class);
    for (Path recording : recordings().toList()) {
      decode(Files.readAllBytes(recording)).forEach(a -> collect(a, contents));
    }
    assertThat(contents)
        .contains(
            ContentTypeCase.WORKERS,
            ContentTypeCase.METRICS,
            ContentTypeCase.WORKER_RESPONSES,
            ContentTypeCase.EVENT,
            ContentTypeCase.FRONTEND_LIST,
            ContentTypeCase.LISTENERS_LIST,
            ContentTypeCase.AVAILABLE_METRICS,
            ContentTypeCase.CLUSTERS,
            ContentTypeCase.CLUSTER_HASHES,
            ContentTypeCase.CERTIFICATES_BY_ADDRESS,
            ContentTypeCase.CERTIFICATES_WITH_FINGERPRINTS,
            ContentTypeCase.REQUEST_COUNTS,
            ContentTypeCase.HEALTH_CHECKS_LIST,
            ContentTypeCase.METRIC_DETAIL_STATUS);
  }

  private static void collect(Response answer, Set<ContentTypeCase> contents) {
    contents.add(answer.getContent().getContentTypeCase());
    answer
        .getContent()
        .getWorkerResponses()
        .getMapMap()
        .values()
        .forEach(nested -> contents.add(nested.getContentTypeCase()));
  }

  static Stream<Path> recordings() throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(RecordedFramesTest.class.getResource("recorded/README.md"))
                .toURI());
    try (Stream<Path> files = Files.list(Objects.requireNonNull(folder.getParent()))) {
      return files.filter(f -> f.toString().endsWith(".frames")).sorted().toList().stream();
    }
  }

  private static List<Response> decode(byte[] bytes) throws FrameException {
    FrameReader<Response> reader = new FrameReader<>(Response.parser(), 2_000_000);
    List<Response> answers = new ArrayList<>();
    for (byte b : bytes) {
      reader.space().put(b);
      Response answer = reader.next();
      if (answer != null) {
        answers.add(answer);
      }
    }
    return answers;
  }
}
