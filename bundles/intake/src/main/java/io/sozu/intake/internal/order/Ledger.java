package io.sozu.intake.internal.order;

import io.sozu.intake.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All messages that are not acknowledged, in the order in which they were taken. Those that are
 * done and only wait for earlier ones are let go, except the last of each run, whose message is
 * what will be acknowledged. One thread.
 *
 * @param <M> the connector's messages
 */
public final class Ledger<M extends Message> {
  private @Nullable Entry<M> first;
  private @Nullable Entry<M> last;

  /** No earlier one is undecided. */
  private @Nullable Entry<M> undecided;

  private long nextSequence;

  /** Adds a message at the end. */
  public void add(Entry<M> entry) {
    entry.sequence = nextSequence++;
    entry.previous = last;
    if (last == null) {
      first = entry;
    } else {
      last.next = entry;
    }
    last = entry;
    if (undecided == null) {
      undecided = entry;
    }
  }

  /** The message needs not come again, once all before it are done too. */
  public void done(Entry<M> entry) {
    entry.done = true;
    Entry<M> before = entry.previous;
    if (before != null && before.done) {
      entry.messages += before.messages;
      unlink(before);
    }
    Entry<M> after = entry.next;
    if (after != null && after.done) {
      after.messages += entry.messages;
      unlink(entry);
    }
  }

  /** Takes out the longest beginning that is done. */
  public @Nullable Prefix<M> advance() {
    Entry<M> done = first;
    if (done == null || !done.done) {
      return null;
    }
    unlink(done);
    return new Prefix<>(done.message(), done.messages);
  }

  /** The first message whose outcome is not known, or null. */
  public @Nullable Entry<M> oldestUndecided() {
    Entry<M> entry = undecided;
    while (entry != null && entry.isDecided()) {
      entry = entry.next;
    }
    undecided = entry;
    return entry;
  }

  /** Takes everything out. */
  public List<Entry<M>> clear() {
    List<Entry<M>> all = new ArrayList<>();
    for (Entry<M> entry = first; entry != null; entry = entry.next) {
      all.add(entry);
    }
    first = null;
    last = null;
    undecided = null;
    return all;
  }

  private void unlink(Entry<M> entry) {
    Entry<M> before = entry.previous;
    Entry<M> after = entry.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    if (undecided == entry) {
      undecided = after;
    }
    entry.previous = null;
    entry.next = null;
  }

  /**
   * Messages that are done, from the first of the ledger on.
   *
   * @param last the last of them
   * @param messages how many they are
   */
  public record Prefix<M extends Message>(M last, int messages) {}
}
