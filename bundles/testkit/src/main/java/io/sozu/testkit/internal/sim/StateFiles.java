package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.StateFileException;
import io.sozu.protocol.state.StateFileReader;
import io.sozu.protocol.state.StateFileWriter;
import io.sozu.testkit.internal.state.ConfigState;
import io.sozu.testkit.internal.state.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** LoadState and SaveState. */
final class StateFiles {
  private static final Duration PER_RECORD = Duration.ofMillis(10);
  private static final int MOST_TIMEOUTS = 10;

  private final MainProcess main;

  StateFiles(MainProcess main) {
    this.main = main;
  }

  void save(String path, Reply reply) {
    main.count(Optional.of("config.state_saved"));
    main.events().tellMain(KindFacts.of(EventKind.STATE_SAVED));
    List<Request> records = main.state().records();
    try (StateFileWriter writer =
        new StateFileWriter(Files.newOutputStream(Path.of(path)), Integer.MAX_VALUE)) {
      for (Request record : records) {
        writer.write(record);
      }
    } catch (NoSuchFileException e) {
      reply.failure(
          "Cannot create file at path " + path + ": No such file or directory (os error 2)");
      return;
    } catch (IOException e) {
      reply.failure("Cannot create file at path " + path + ": Permission denied (os error 13)");
      return;
    }
    reply.ok("Saved " + records.size() + " config messages to " + path);
  }

  void load(String path, Reply reply) {
    Path file = Path.of(path);
    if (!Files.exists(file)) {
      main.events().tellMain(KindFacts.of(EventKind.STATE_LOADED));
      reply.failure("Cannot find file at path " + path);
      return;
    }
    if (!Files.isReadable(file)) {
      main.events().tellMain(KindFacts.of(EventKind.STATE_LOADED));
      reply.failure("Cannot open file at path " + path + ": Permission denied (os error 13)");
      return;
    }
    reply.processing("Parsing state file from " + path + "...");
    Map<Integer, Request> applied = new HashMap<>();
    Gathering gathering =
        new Gathering((answers, timedOut) -> finish(path, reply, applied, answers, timedOut));
    int skipped = 0;
    try (StateFileReader reader = new StateFileReader(Files.newInputStream(file))) {
      for (Request record = reader.next(); record != null; record = reader.next()) {
        if (take(record)) {
          int entry = applied.size();
          applied.put(entry, record);
          gathering.scatter(entry, main.workers().running(), record);
        } else {
          skipped++;
        }
      }
    } catch (StateFileException e) {
      // What came before stays applied, and nobody is told how much that is.
      reply.failure("Error consuming load state message");
      return;
    } catch (IOException e) {
      reply.failure("Error reading the saved state file: " + e.getMessage());
      return;
    }
    if (skipped > 0) {
      main.count(Optional.of("config.load_skipped_invalid"), skipped);
      reply.processing(
          "load_state: skipped " + skipped + " invalid entries — see the main process warnings");
    }
    reply.processing("Applying state file...");
    gathering.seal(main.loop(), timeout(applied.size()));
  }

  private boolean take(Request record) {
    try {
      ConfigState.validate(record);
      main.dispatch(record);
      return true;
    } catch (Refusal refusal) {
      main.log("MAIN load_state: skipping an entry the state refused: " + refusal.text());
      return false;
    }
  }

  private Duration timeout(int records) {
    Duration base = main.options().workerTimeout();
    Duration scaled = base.plus(PER_RECORD.multipliedBy(records));
    Duration most = base.multipliedBy(MOST_TIMEOUTS);
    return scaled.compareTo(most) < 0 ? scaled : most;
  }

  private void finish(
      String path,
      Reply reply,
      Map<Integer, Request> applied,
      Gathering answers,
      boolean timedOut) {
    int reverted = 0;
    for (Map.Entry<Integer, Request> entry : applied.entrySet()) {
      Optional<Request> rollback = KindFacts.rollback(entry.getValue());
      if (rollback.isPresent() && answers.nobodyTook(entry.getKey())) {
        main.takeBack(rollback.get());
        reverted++;
      }
    }
    main.count(Optional.of("config.state_loaded"));
    main.events().hold(KindFacts.of(EventKind.STATE_LOADED));
    String counts = answers.ok() + " ok messages, " + answers.errors() + " errors";
    if (answers.errors() == 0 && !timedOut) {
      reply.ok("Successfully loaded state from path " + path + ", " + counts);
    } else {
      reply.failure(
          "loading state: "
              + counts
              + ", timed out: "
              + timedOut
              + ", reverted entries: "
              + reverted);
    }
  }
}
