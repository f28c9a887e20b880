package io.sozu.pulsar.internal.consume;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one topic without partitions, or of one partition. Guarded by the lock of {@link
 * Progress}.
 */
final class Stream {
  final Acknowledger acknowledger;

  /** Messages that were taken and whose acknowledgement is not confirmed. */
  private final Map<Position, Mark> known = new HashMap<>();

  /** All messages up to here are settled; null before the first. */
  private @Nullable Position settled;

  /** The same some time ago, and some more time ago. */
  private @Nullable Position before;

  private @Nullable Position longBefore;

  /** The furthest message that was taken, or null. */
  private @Nullable Position taken;

  Stream(Acknowledger acknowledger) {
    this.acknowledger = acknowledger;
  }

  @Nullable Mark known(Position position) {
    return known.get(position);
  }

  /** Whether this is behind everything that was taken, as it usually is. */
  boolean isNext(Position position) {
    return taken == null || position.compareTo(taken) > 0;
  }

  void take(Mark mark) {
    known.put(mark.position, mark);
    if (isNext(mark.position)) {
      taken = mark.position;
    }
  }

  void settle(Mark mark) {
    mark.settled = true;
    settled = mark.position;
    acknowledger.add(mark);
  }

  void confirm(Mark mark) {
    known.remove(mark.position, mark);
  }

  @Nullable Position taken() {
    return taken;
  }

  /** Whether this and all before it are settled. */
  boolean isSettled(Position position) {
    return settled != null && position.compareTo(settled) <= 0;
  }

  /** Whether this and all before it have been settled for long. */
  boolean wasSettledLongAgo(Position position) {
    return longBefore != null && position.compareTo(longBefore) <= 0;
  }

  /** Time goes on. */
  void age() {
    longBefore = before;
    before = settled;
  }

  /** Forgets what is not settled. */
  void forget() {
    known.clear();
    taken = settled;
  }

  /** Forgets what was settled too, so that it counts as new. */
  void rewind() {
    forget();
    settled = null;
    before = null;
    longBefore = null;
    taken = null;
  }
}
