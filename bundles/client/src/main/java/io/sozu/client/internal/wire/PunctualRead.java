package io.sozu.client.internal.wire;

import io.sozu.client.NotSentInTime;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Readings that end by their deadline, also those that wait behind one whose consumer blocks.
 *
 * @param read does the reading
 */
public record PunctualRead(StateRead read, Steps steps) implements StateRead {
  @Override
  public CompletableFuture<Long> read(
      Predicate<RequestTypeCase> wanted, Consumer<Request> records, Deadline deadline) {
    CompletableFuture<Long> done = read.read(wanted, records, deadline);
    Steps.Timer timer =
        steps.after(
            deadline.remainingNanos(),
            () -> done.completeExceptionally(new NotSentInTime("the state was not read in time")));
    CompletableFuture<?> unused = done.whenComplete((count, failure) -> timer.cancel());
    return done;
  }
}
