package io.sozu.intake.internal.apply;

import io.sozu.client.Outcome;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.Message;
import io.sozu.intake.internal.order.Entry;
import io.sozu.protocol.command.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Messages that go to Sōzu together, in order. One thread.
 *
 * @param <M> the connector's messages
 */
final class Batch<M extends Message> {
  private final int mostRequests;
  private final int mostBytes;
  private final long generation;
  private final List<Entry<M>> entries = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();

  /** Where the requests of each entry end. */
  private final List<Integer> ends = new ArrayList<>();

  private long bytes;

  /**
   * An empty one.
   *
   * @param generation of the Sōzu that it goes to
   */
  Batch(IntakeOptions options, long generation) {
    this.mostRequests = options.batchRequests();
    this.mostBytes = options.batchBytes();
    this.generation = generation;
  }

  /**
   * Adds a message if there is room for it; there always is for the first.
   *
   * @return whether it was added
   */
  boolean add(Entry<M> entry) {
    List<Request> next = entry.progress.next(generation);
    boolean fits =
        requests.size() + next.size() <= mostRequests && bytes + entry.bytes() <= mostBytes;
    if (!fits && !entries.isEmpty()) {
      return false;
    }
    entries.add(entry);
    requests.addAll(next);
    ends.add(requests.size());
    bytes += entry.bytes();
    return true;
  }

  long generation() {
    return generation;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  List<Entry<M>> entries() {
    return Collections.unmodifiableList(entries);
  }

  List<Request> requests() {
    return Collections.unmodifiableList(requests);
  }

  /** Gives each message the outcomes of its own requests. */
  void came(List<Outcome> outcomes) {
    int from = 0;
    for (int i = 0; i < entries.size(); i++) {
      entries.get(i).progress.came(outcomes.subList(from, ends.get(i)));
      from = ends.get(i);
    }
  }
}
