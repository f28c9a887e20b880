package io.sozu.pulsar.internal.consume;

import java.util.Comparator;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;

/**
 * Where a message is in its topic or partition; a chunked one is where its last chunk is. A later
 * message has a larger one, also behind a new ledger.
 *
 * @param ledger number of the ledger
 * @param entry number in the ledger
 * @param batchIndex number in the batch; -1 if it is in none
 */
public record Position(long ledger, long entry, int batchIndex) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::ledger)
          .thenComparingLong(Position::entry)
          .thenComparingInt(Position::batchIndex);

  /** Where a message is. */
  public static Position of(MessageId id) {
    MessageIdAdv told = (MessageIdAdv) id;
    return new Position(told.getLedgerId(), told.getEntryId(), told.getBatchIndex());
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  /**
   * Spreads the messages of a batch, and batches one after the other, which a record's would mix.
   */
  @Override
  public int hashCode() {
    return (Long.hashCode(ledger) * 31 + Long.hashCode(entry)) * 1_000_003 + batchIndex;
  }

  @Override
  public String toString() {
    String text = ledger + ":" + entry;
    return batchIndex < 0 ? text : text + ":" + batchIndex;
  }
}
