package io.sozu.intake.internal.apply;

import io.sozu.client.Outcome;
import io.sozu.protocol.command.Request;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What an intake needs of a Sōzu. Thread-safe; nothing blocks. */
public interface Sozu {
  /** Applies requests in order; as {@link io.sozu.client.SozuClient#apply}. */
  CompletionStage<List<Outcome>> apply(List<Request> requests);

  /** Which process is met, counted from 1; 0 before the first. */
  long generation();

  /** Whether it can be reached, as far as is known. */
  boolean isReachable();

  /** Has the state saved, with everything that is in force now. */
  CompletionStage<Void> saveNow();

  /** Reads the whole state, record by record, on a thread of the client. */
  CompletionStage<Long> read(Consumer<Request> records);
}
