package io.sozu.intake.internal.apply;

import io.sozu.intake.Message;
import io.sozu.intake.internal.order.Entry;
import io.sozu.intake.internal.order.KeySet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of one batch that must be sent again. One thread.
 *
 * @param <M> the connector's messages
 */
final class Unfinished<M extends Message> {
  private final KeySet keys = new KeySet();
  private final Map<String, List<Entry<M>>> byKey = new HashMap<>();

  /** Whether a message must stay behind one of these. */
  boolean holdBack(Entry<M> entry) {
    return keys.holdsBack(entry.keys());
  }

  /**
   * Adds the next one in the order. If it has had an effect already, it has overtaken those before
   * it that share a key.
   */
  void add(Entry<M> entry) {
    boolean overtook = entry.progress.hadEffect() && keys.holdsBack(entry.keys());
    for (String key : entry.keys().own()) {
      List<Entry<M>> before = byKey.computeIfAbsent(key, any -> new ArrayList<>());
      if (overtook) {
        before.forEach(each -> each.progress.overtake());
      }
      before.add(entry);
    }
    keys.add(entry.keys());
  }
}
