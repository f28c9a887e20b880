package io.sozu.intake.internal.order;

import io.sozu.intake.Message;
import io.sozu.intake.internal.loop.Ticks;
import io.sozu.intake.internal.order.Entry.Wait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Messages that cannot go now, and those that stay behind them because they share a key with one: a
 * lane for each key. Nothing else is in here, so what is not hindered costs nothing. One thread.
 *
 * @param <M> the connector's messages
 */
public final class Lanes<M extends Message> {
  private final Map<String, Lane<M>> lanes = new HashMap<>();
  private final TreeMap<Long, Entry<M>> parked = new TreeMap<>();
  private final TreeSet<Entry<M>> timed =
      new TreeSet<>(
          Comparator.<Entry<M>>comparingLong(Entry::dueAt).thenComparingLong(Entry::sequence));

  /** How many messages are in here. */
  public int size() {
    return parked.size();
  }

  /** Whether the message must stay behind one that is in here. */
  public boolean holdBack(Entry<M> entry) {
    if (lanes.isEmpty()) {
      return false;
    }
    for (String key : entry.keys().own()) {
      Lane<M> lane = lanes.get(key);
      if (lane != null && lane.isBefore(entry)) {
        return true;
      }
    }
    for (String key : entry.keys().shared()) {
      Lane<M> lane = lanes.get(key);
      if (lane != null && isBefore(lane.own, entry)) {
        return true;
      }
    }
    return false;
  }

  /** Puts a message in here. */
  public void park(Entry<M> entry) {
    parked.put(entry.sequence, entry);
    if (entry.waiting() == Wait.TIME) {
      timed.add(entry);
    }
    for (String key : entry.keys().own()) {
      lane(key).own.put(entry.sequence, entry);
    }
    for (String key : entry.keys().shared()) {
      lane(key).shared.put(entry.sequence, entry);
    }
  }

  /** Takes out what may go now that its time has come, with what waited behind it only. */
  public List<Entry<M>> due(long now) {
    List<Entry<M>> freed = new ArrayList<>();
    while (!timed.isEmpty() && timed.first().dueAt() <= now) {
      Entry<M> entry = timed.first();
      timed.remove(entry);
      entry.waitNoMore();
      free(entry, freed);
    }
    return freed;
  }

  /** When the next time comes, in {@link Ticks}. */
  public long nextDue() {
    return timed.isEmpty() ? Ticks.NEVER : timed.first().dueAt();
  }

  /** Takes out one that was held and may go, with what waited behind it only. */
  public List<Entry<M>> letGo(Entry<M> entry) {
    List<Entry<M>> freed = new ArrayList<>();
    entry.letGo();
    free(entry, freed);
    return freed;
  }

  /** Takes out everything, in order. */
  public List<Entry<M>> clear() {
    List<Entry<M>> all = new ArrayList<>(parked.values());
    parked.clear();
    timed.clear();
    lanes.clear();
    return all;
  }

  /** Takes out the message, unless it is behind another, and all that was behind it alone. */
  private void free(Entry<M> first, List<Entry<M>> freed) {
    Deque<Entry<M>> candidates = new ArrayDeque<>();
    candidates.add(first);
    while (!candidates.isEmpty()) {
      Entry<M> entry = candidates.remove();
      boolean free =
          parked.containsKey(entry.sequence) && entry.waiting() == Wait.NONE && !holdBack(entry);
      if (free) {
        parked.remove(entry.sequence);
        freed.add(entry);
        entry.keys().own().forEach(key -> leave(key, entry, candidates));
        entry.keys().shared().forEach(key -> leave(key, entry, candidates));
      }
    }
  }

  private void leave(String key, Entry<M> entry, Deque<Entry<M>> candidates) {
    Lane<M> lane = lanes.get(key);
    if (lane == null) {
      return;
    }
    boolean owned = lane.own.remove(entry.sequence) != null;
    lane.shared.remove(entry.sequence);
    if (lane.own.isEmpty() && lane.shared.isEmpty()) {
      lanes.remove(key);
      return;
    }
    Map.@Nullable Entry<Long, Entry<M>> owner = lane.own.firstEntry();
    if (owner != null) {
      candidates.add(owner.getValue());
    }
    if (owned) {
      candidates.addAll(
          owner == null ? lane.shared.values() : lane.shared.headMap(owner.getKey()).values());
    }
  }

  private Lane<M> lane(String key) {
    return lanes.computeIfAbsent(key, any -> new Lane<>());
  }

  private static boolean isBefore(SortedMap<Long, ?> some, Entry<?> entry) {
    return !some.isEmpty() && some.firstKey() < entry.sequence;
  }

  /** The messages of one key, by their place in the order. */
  private static final class Lane<M extends Message> {
    final TreeMap<Long, Entry<M>> own = new TreeMap<>();
    final TreeMap<Long, Entry<M>> shared = new TreeMap<>();

    boolean isBefore(Entry<M> entry) {
      return Lanes.isBefore(own, entry) || Lanes.isBefore(shared, entry);
    }
  }
}
