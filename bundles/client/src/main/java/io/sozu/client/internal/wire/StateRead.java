package io.sozu.client.internal.wire;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads Sōzu's whole state: the one full read that no buffer limit bounds. Goes through a file that
 * Sōzu writes into a private folder, so it fails where Sōzu cannot write there.
 */
@FunctionalInterface
public interface StateRead {
  /**
   * Gives the wanted records to the consumer, in the order of the file, on one thread.
   *
   * @param wanted kinds of records to decode; others are passed over
   * @param records its failure ends the reading and is the future's failure
   * @return how many records the consumer got
   */
  CompletableFuture<Long> read(
      Predicate<RequestTypeCase> wanted, Consumer<Request> records, Deadline deadline);
}
