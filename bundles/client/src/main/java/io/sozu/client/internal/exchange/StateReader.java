package io.sozu.client.internal.exchange;

import io.sozu.client.ClientClosed;
import io.sozu.client.NotSentInTime;
import io.sozu.client.PoolExhausted;
import io.sozu.client.ProtocolViolation;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.StateRead;
import io.sozu.client.internal.wire.Steps;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.state.StateFileException;
import io.sozu.protocol.state.StateFileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads the state through a file that Sōzu saves into the exchange folder. */
public final class StateReader implements StateRead, AutoCloseable {
  private static final int MOST_WAITING = 64;

  private final Wire wire;
  private final Exchanges exchanges;
  private final Worker worker;

  public StateReader(Wire wire, Exchanges exchanges) {
    this.wire = wire;
    this.exchanges = exchanges;
    this.worker = new Worker("sozu-" + wire.options().instance() + "-state", MOST_WAITING);
  }

  @Override
  public CompletableFuture<Long> read(
      Predicate<RequestTypeCase> wanted, Consumer<Request> records, Deadline deadline) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    boolean taken =
        worker.offer(
            () -> {
              try {
                done.complete(readHere(wanted, records, deadline));
              } catch (CompletionException e) {
                done.completeExceptionally(e.getCause() == null ? e : e.getCause());
              } catch (IOException e) {
                done.completeExceptionally(
                    new Unreachable("the state cannot be exchanged: " + e.getMessage(), e));
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    if (!taken) {
      done.completeExceptionally(
          worker.isClosed()
              ? new ClientClosed("the client of " + wire.options().instance() + " is closed")
              : new PoolExhausted(MOST_WAITING + " of " + MOST_WAITING + " readings wait"));
    }
    endInTime(done, deadline);
    return done;
  }

  /** Also a reading that waits behind one whose consumer blocks ends by its deadline. */
  private void endInTime(CompletableFuture<Long> reading, Deadline deadline) {
    Steps.Timer timer =
        wire.steps()
            .after(
                deadline.remainingNanos(),
                () ->
                    reading.completeExceptionally(
                        new NotSentInTime("the state was not read in time")));
    CompletableFuture<?> unused = reading.whenComplete((count, failure) -> timer.cancel());
  }

  /** As {@link #read}, on the caller's thread, which must be one that may block. */
  public long readHere(
      Predicate<RequestTypeCase> wanted, Consumer<Request> records, Deadline deadline)
      throws IOException {
    Path file = exchanges.create(deadline);
    try {
      wire.send(Request.newBuilder().setSaveState(file.toString()).build(), deadline).join();
      return readFile(file, kinds(wanted), records, deadline);
    } finally {
      Exchanges.delete(file);
    }
  }

  private static long readFile(
      Path file, Set<RequestTypeCase> wanted, Consumer<Request> records, Deadline deadline)
      throws IOException {
    long count = 0;
    try (StateFileReader reader = new StateFileReader(Files.newInputStream(file))) {
      for (Request record = reader.next(wanted); record != null; record = reader.next(wanted)) {
        records.accept(record);
        count++;
        if ((count & 0xfff) == 0 && deadline.passed()) {
          throw new NotSentInTime("the state was not read in time: " + count + " records so far");
        }
      }
    } catch (StateFileException e) {
      throw new ProtocolViolation("Sōzu saved a state that is not one: " + e.getMessage(), e);
    }
    return count;
  }

  /** Records of a newer Sōzu, of kinds that we do not know, are passed over. */
  private static Set<RequestTypeCase> kinds(Predicate<RequestTypeCase> wanted) {
    EnumSet<RequestTypeCase> kinds = EnumSet.noneOf(RequestTypeCase.class);
    Arrays.stream(RequestTypeCase.values())
        .filter(kind -> kind != RequestTypeCase.REQUESTTYPE_NOT_SET && wanted.test(kind))
        .forEach(kinds::add);
    return kinds;
  }

  @Override
  public void close() {
    worker.close();
  }
}
