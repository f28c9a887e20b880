package io.sozu.protocol.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.Questions;
import io.sozu.protocol.RealSozu;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.frame.FrameException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The spelling of every kind of record, checked by the real Sōzu. */
@Timeout(120)
public final class StateFileIT {
  private final Path temp;
  private final RealSozu sozu = RealSozu.start();
  private final RealSozu other = RealSozu.start();

  StateFileIT(@TempDir Path temp) throws IOException {
    this.temp = temp;
  }

  @AfterEach
  void stop() throws IOException {
    sozu.close();
    other.close();
  }

  @Test
  void everyKindOfConfigurationIsLoadedSavedAndReadBack() throws Exception {
    List<String> lines = new Questions(temp).lines(StateFileIT.class, "configuration.jsonl");
    List<Request> configuration = Questions.parse(lines);
    assertThat(configuration.stream().map(Request::getRequestTypeCase).distinct())
        .containsExactlyInAnyOrderElementsOf(RecordKinds.CONFIGURATION);
    load(sozu, configuration);
    List<Request> saved = save(sozu);
    assertThat(saved)
        .containsAll(
            Questions.parse(lines.stream().filter(StateFileIT::comesBackToTheLetter).toList()));

    load(other, saved);
    assertThat(save(other)).isEqualTo(saved);
  }

  private static void load(RealSozu sozu, List<Request> requests)
      throws IOException, FrameException {
    try (StateFileWriter writer =
        new StateFileWriter(Files.newOutputStream(sozu.folder().resolve("load.json")))) {
      for (Request request : requests) {
        writer.write(request);
      }
    }
    List<Response> answers = sozu.ask(Request.newBuilder().setLoadState("load.json").build());
    Response last = answers.get(answers.size() - 1);
    assertThat(last.getStatus()).as(() -> answers + "\n" + log(sozu)).isEqualTo(ResponseStatus.OK);
    assertThat(last.getMessage()).contains(" 0 errors");
    assertThat(answers)
        .as(() -> log(sozu))
        .noneMatch(answer -> answer.getMessage().contains("skipped"));
  }

  private static List<Request> save(RealSozu sozu) throws IOException, FrameException {
    List<Response> answers = sozu.ask(Request.newBuilder().setSaveState("saved.json").build());
    assertThat(answers.get(answers.size() - 1).getStatus()).isEqualTo(ResponseStatus.OK);
    List<Request> saved = new ArrayList<>();
    try (StateFileReader reader =
        new StateFileReader(Files.newInputStream(sozu.folder().resolve("saved.json")))) {
      for (Request r = reader.next(); r != null; r = reader.next()) {
        saved.add(r);
      }
    }
    return saved;
  }

  /** Lines that begin with a tilde are changed by later ones. */
  private static boolean comesBackToTheLetter(String line) {
    return line.startsWith("{\"add");
  }

  private static String log(RealSozu sozu) {
    try {
      return sozu.log();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
