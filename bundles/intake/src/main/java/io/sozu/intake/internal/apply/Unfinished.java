package io.sozu.intake.internal.apply;

import io.sozu.intake.Message;
import io.sozu.intake.internal.order.Entry;
import io.sozu.intake.internal.order.KeySet;
import io.sozu.intake.internal.order.Later;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of one batch that must be sent again. One thread.
 *
 * @param <M> the connector's messages
 */
final class Unfinished<M extends Message> {
  private final KeySet keys = new KeySet();
  private final List<Entry<M>> entries = new ArrayList<>();

  /** Whether a message must stay behind one of these. */
  boolean holdBack(Entry<M> entry) {
    return keys.holdsBack(entry.keys());
  }

  /** Adds the next one in the order. */
  void add(Entry<M> entry) {
    entries.add(entry);
    keys.add(entry.keys());
  }

  /** Tells each what those behind it may have done already. */
  void overtake() {
    Later later = new Later();
    for (int i = entries.size() - 1; i >= 0; i--) {
      entries.get(i).progress.overtake(later);
      entries.get(i).progress.tell(later);
    }
  }
}
