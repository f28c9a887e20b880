package io.sozu.client.internal.save;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.internal.wire.ScriptedWire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestCounts;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Sōzu that changes between any two looks. */
final class StateSaverTest {
  private final Path file;
  private final AtomicInteger changes = new AtomicInteger();
  private final ScriptedWire wire = new ScriptedWire((request, processing) -> answer(request));

  StateSaverTest(@TempDir Path folder) {
    this.file = folder.resolve("sozu.state");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private String content() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Response answer(Request request) {
    ResponseContent.Builder content = ResponseContent.newBuilder();
    if (request.hasSaveState()) {
      try {
        Files.writeString(Path.of(request.getSaveState()), "changes: " + changes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else {
      content.setRequestCounts(
          RequestCounts.newBuilder().putMap("AddCluster", changes.incrementAndGet()));
    }
    return Response.newBuilder()
        .setStatus(ResponseStatus.OK)
        .setMessage("")
        .setContent(content)
        .build();
  }

  @Test
  void oneThatNeverRestsIsSavedNevertheless() {
    try (StateSaver saver = new StateSaver(wire, file, concern -> {}, Duration.ofMillis(100))) {
      saver.start();
      Eventually.until("saved", Duration.ofSeconds(20), () -> Files.exists(file));
      String first = content();
      Eventually.until("saved again", Duration.ofSeconds(20), () -> !first.equals(content()));
    }
  }

  @Test
  void beforeAClientClosesTheLastChangesAreSaved() throws Exception {
    Files.writeString(file, "old");
    try (StateSaver saver = new StateSaver(wire, file, concern -> {}, Duration.ofDays(1))) {
      saver.start();
      Eventually.until("a look", Duration.ofSeconds(20), () -> changes.get() > 0);
      saver.finish();
      assertThat(file).hasContent("changes: " + changes);
    }
  }
}
