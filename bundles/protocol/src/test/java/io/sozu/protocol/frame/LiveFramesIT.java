package io.sozu.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.Questions;
import io.sozu.protocol.RealSozu;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.state.StateFileIT;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real Sōzu is asked everything that it answers, and nothing it says is unknown to us. */
@Timeout(180)
final class LiveFramesIT {
  /** Sōzu 2.3.3 never answers these. */
  private static final Set<RequestTypeCase> UNANSWERED =
      EnumSet.of(
          RequestTypeCase.LAUNCH_WORKER,
          RequestTypeCase.RETURN_LISTEN_SOCKETS,
          RequestTypeCase.REQUESTTYPE_NOT_SET);

  private final Path temp;
  private final Recorder recorder = new Recorder();
  private RealSozu sozu = RealSozu.start();

  LiveFramesIT(@TempDir Path temp) throws IOException {
    this.temp = temp;
  }

  @AfterEach
  void stop() throws IOException {
    sozu.close();
  }

  @Test
  void everyKindThatSozuAnswersIsDecodedCompletely() throws Exception {
    Questions questions = new Questions(temp);
    List<String> lines = new ArrayList<>(questions.lines(StateFileIT.class, "configuration.jsonl"));
    lines.addAll(questions.lines(LiveFramesIT.class, "questions.jsonl"));
    Set<RequestTypeCase> asked = EnumSet.noneOf(RequestTypeCase.class);
    for (String line : lines) {
      switch (line) {
        case "TRAFFIC" -> traffic(Integer.parseInt(questions.value("WEB")));
        case "RESTART" -> {
          sozu.close();
          sozu = RealSozu.start();
        }
        default -> {
          Request request = Questions.parse(List.of(line)).get(0);
          asked.add(request.getRequestTypeCase());
          ask(request);
        }
      }
    }
    assertThat(asked)
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(UNANSWERED)));
  }

  private void ask(Request request) throws IOException, FrameException {
    try (RealSozu.Connection connection = sozu.connect()) {
      List<Response> answers = new ArrayList<>(connection.ask(request));
      if (request.hasSubscribeEvents()) {
        sozu.ask(Request.newBuilder().setRemoveHealthCheck("web").build());
        answers.add(connection.read());
      }
      for (Response answer : answers) {
        assertThat(UnknownFields.of(answer)).as(() -> request + " gave " + answer).isEmpty();
      }
      recorder.record(request, connection.tape(), sozu.folder());
    }
    sozu.remember();
  }

  /** A request to a backend where nobody listens, so that there are metrics of every kind. */
  private static void traffic(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        InputStream in = socket.getInputStream()) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: web.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 503");
    }
  }

  /** Keeps what came, when {@code sozu.frames.record} names a folder for it. */
  private static final class Recorder {
    private final String folder = System.getProperty("sozu.frames.record", "");
    private final Set<ByteBuffer> contents = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    void record(Request request, byte[] tape, Path home) throws IOException {
      if (folder.isEmpty()) {
        return;
      }
      byte[] bytes = redacted(tape, home.toString());
      if (!contents.add(ByteBuffer.wrap(bytes)) && names.contains(kind(request))) {
        return;
      }
      String kind = kind(request);
      String name = kind;
      for (int i = 2; !names.add(name); i++) {
        name = kind + "-" + i;
      }
      Files.write(Files.createDirectories(Path.of(folder)).resolve(name + ".frames"), bytes);
    }

    private static String kind(Request request) {
      return request.getRequestTypeCase().name().toLowerCase(Locale.ROOT);
    }

    /** Overwrites what belongs to one machine or run: the insides of private keys, the folder. */
    private static byte[] redacted(byte[] tape, String home) {
      String text = new String(tape, StandardCharsets.ISO_8859_1);
      Matcher found =
          Pattern.compile("(?s)(?<=BEGIN PRIVATE KEY-----).*?(?=-----END)|" + Pattern.quote(home))
              .matcher(text);
      return found
          .replaceAll(secret -> "x".repeat(secret.group().length()))
          .getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
