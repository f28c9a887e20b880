package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.NotSentInTime;
import io.sozu.client.PoolExhausted;
import io.sozu.client.Refused;
import io.sozu.client.SozuException;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.bulk.Step.Piece;
import io.sozu.client.internal.exchange.Exchanges;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has Sōzu load a piece, and tells what its answer is worth. */
final class Loader {
  /** What an answer to a load is worth. */
  enum Verdict {
    /** Every worker took every record. */
    CLEAN,
    /** Some records were refused, somewhere: read back. */
    DIRTY,
    /** As DIRTY, and a worker or Sōzu itself may not answer now. */
    SILENT,
    /** Nothing was applied: it was not read, or not sent. */
    NOT_LOADED
  }

  /** Sōzu gives a load 10 s and 10 ms a record; this is for the way to it and back. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final Duration BASE = Duration.ofSeconds(10);
  private static final Duration EACH = Duration.ofMillis(10);
  private static final Pattern COUNTS = Pattern.compile(", (\\d+) ok messages, 0 errors$");

  private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

  private final Wire wire;
  private final Exchanges exchanges;

  Loader(Wire wire, Exchanges exchanges) {
    this.wire = wire;
    this.exchanges = exchanges;
  }

  /** A load on its way. */
  final class Load {
    private final Piece piece;
    private final Path file;
    private final CompletableFuture<Response> answer;
    private final AtomicBoolean skipped = new AtomicBoolean();
    private final CompletableFuture<Boolean> dispatched = new CompletableFuture<>();

    private Load(Piece piece, Path file, Deadline deadline) {
      this.piece = piece;
      this.file = file;
      this.answer =
          wire.send(
              Request.newBuilder().setLoadState(file.toString()).build(), deadline, this::hear);
      CompletableFuture<?> unused =
          answer.whenComplete((ok, failure) -> dispatched.complete(false));
    }

    private void hear(Response processing) {
      String message = processing.getMessage();
      if (message.contains("skipped")) {
        skipped.set(true);
      } else if (message.startsWith("Applying")) {
        dispatched.complete(true);
      }
    }

    /**
     * Waits until the main process has handed every record to the workers: what is sent then comes
     * behind this load everywhere. False if the load ended first.
     */
    boolean isDispatched() {
      return dispatched.join();
    }

    /** Waits for the end of the load; the file is gone then. */
    Verdict await() {
      try {
        return isClean(answer.join()) ? Verdict.CLEAN : Verdict.DIRTY;
      } catch (CompletionException e) {
        if (e.getCause() instanceof SozuException failure) {
          return verdict(failure);
        }
        throw e;
      } finally {
        // A Sōzu that was stopped and goes on later finds nothing to load any more.
        Exchanges.delete(file);
      }
    }

    private boolean isClean(Response ok) {
      Matcher counts = COUNTS.matcher(ok.getMessage());
      // Each worker answers each record that the main process took.
      return !skipped.get()
          && counts.find()
          && Long.parseLong(counts.group(1)) > 0
          && Long.parseLong(counts.group(1)) % piece.size() == 0;
    }

    private Verdict verdict(SozuException failure) {
      if (failure instanceof ClientClosed) {
        throw failure;
      }
      if (failure instanceof Refused
          || failure instanceof Unreachable
          || failure instanceof NotSentInTime
          || failure instanceof PoolExhausted) {
        return Verdict.NOT_LOADED;
      }
      String message = String.valueOf(failure.getMessage());
      return message.contains("timed out: false") ? Verdict.DIRTY : Verdict.SILENT;
    }
  }

  /**
   * Writes the piece's file, if that has not been done.
   *
   * @throws SozuException if files cannot be exchanged
   */
  Path prepare(Piece piece) throws IOException {
    Path written = piece.path;
    if (written != null) {
      return written;
    }
    Path file = exchanges.create(deadline(piece));
    try {
      Files.write(file, piece.file);
    } catch (IOException | RuntimeException e) {
      Exchanges.delete(file);
      throw e;
    }
    piece.path = file;
    return file;
  }

  /** Deletes the file of a step that was prepared and is not sent. */
  static void discard(@Nullable Step step) {
    if (step instanceof Piece piece && piece.path != null) {
      Exchanges.delete(piece.path);
      piece.path = null;
    }
  }

  /**
   * Sends the load of a piece, unless it is on its way.
   *
   * @throws SozuException if its file cannot be exchanged
   */
  Load start(Piece piece) throws IOException {
    Load load = piece.load;
    if (load == null) {
      load = new Load(piece, prepare(piece), deadline(piece));
      piece.load = load;
    }
    return load;
  }

  /** {@link #start}, or null when files cannot be exchanged: its requests go singly then. */
  @Nullable Load tryStart(Piece piece) {
    try {
      return start(piece);
    } catch (ClientClosed e) {
      throw e;
    } catch (IOException | SozuException e) {
      LOG.debug("a piece goes singly: {}", e.toString());
      return null;
    }
  }

  /** {@link Load#await}, also for a load that could not be sent. */
  static Verdict await(@Nullable Load load) {
    return load == null ? Verdict.NOT_LOADED : load.await();
  }

  private Deadline deadline(Piece piece) {
    Duration patience = BASE.plus(EACH.multipliedBy(piece.size())).plus(MARGIN);
    Duration usual = wire.options().requestTimeout();
    return Deadline.in(patience.compareTo(usual) > 0 ? patience : usual);
  }
}
