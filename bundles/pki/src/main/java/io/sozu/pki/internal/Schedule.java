package io.sozu.pki.internal;

import io.sozu.pki.internal.watch.Dirty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is to be looked at, and when. Thread-safe; one thread takes, everybody may add. */
final class Schedule {
  /**
   * What to do now.
   *
   * @param folders that changed, with the entries of them that did; none for any
   * @param glances folders that have just changed, to look for what need not wait
   * @param everything whether the whole folder is looked at
   * @param ask whether Sōzu is asked about everything
   * @param suspect whether somebody may have changed certificates in Sōzu
   * @param show whether what is known is to be shown
   */
  record Work(
      Map<Path, Set<Path>> folders,
      Map<Path, Set<Path>> glances,
      boolean everything,
      boolean ask,
      boolean suspect,
      boolean show) {
    boolean isNone() {
      return !isLook() && glances.isEmpty() && !ask && !suspect && !show;
    }

    /** Whether files are looked at. */
    boolean isLook() {
      return everything || !folders.isEmpty();
    }
  }

  /** A time on {@link System#nanoTime}, which may be far away. */
  private static final class Alarm {
    private boolean set;
    private long at;

    /** Rings then, unless it rings sooner anyway. */
    void by(long time) {
      if (!set || time - at < 0) {
        set = true;
        at = time;
      }
    }

    /** Rings then, and not before. */
    void at(long time) {
      set = true;
      at = time;
    }

    boolean rings(long now) {
      if (set && now - at >= 0) {
        set = false;
        return true;
      }
      return false;
    }

    long pause(long now) {
      return set ? Math.max(0, at - now) : Long.MAX_VALUE;
    }
  }

  private final Dirty dirty;
  private final Alarm look = new Alarm();
  private final Alarm ask = new Alarm();
  private final Alarm suspect = new Alarm();
  private final Alarm show = new Alarm();
  private boolean closed;

  /**
   * Everything is to be done at once.
   *
   * @param quiet how long nothing must change in a folder before it is looked at
   */
  Schedule(Duration quiet) {
    dirty = new Dirty(quiet);
    lookIn(Duration.ZERO);
    askIn(Duration.ZERO);
  }

  /** Anything in a folder may have changed. */
  void changed(Path folder) {
    changed(folder, Set.of());
  }

  /** Some entries of a folder changed; none is any. */
  synchronized void changed(Path folder, Set<Path> entries) {
    dirty.add(folder, entries, System.nanoTime());
    notifyAll();
  }

  /** The whole folder is to be looked at by then. */
  synchronized void lookIn(Duration pause) {
    look.by(System.nanoTime() + pause.toNanos());
    notifyAll();
  }

  /** Sōzu is to be asked about everything by then. */
  synchronized void askIn(Duration pause) {
    ask.by(System.nanoTime() + pause.toNanos());
    notifyAll();
  }

  /** Sōzu is being asked about everything, and is to be asked again after that time. */
  synchronized void askAgainIn(Duration pause) {
    ask.at(System.nanoTime() + pause.toNanos());
    notifyAll();
  }

  /** What is known is to be shown by then. */
  synchronized void showIn(Duration pause) {
    show.by(System.nanoTime() + pause.toNanos());
    notifyAll();
  }

  /** Somebody may have changed certificates in Sōzu. */
  synchronized void suspectIn(Duration pause) {
    suspect.by(System.nanoTime() + pause.toNanos());
    notifyAll();
  }

  /** Nothing is to be done any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits for something to do; nothing once it is closed. */
  synchronized Optional<Work> next() throws InterruptedException {
    while (!closed) {
      long now = System.nanoTime();
      Work work =
          new Work(
              dirty.take(now),
              dirty.glance(now),
              look.rings(now),
              ask.rings(now),
              suspect.rings(now),
              show.rings(now));
      if (!work.isNone()) {
        return Optional.of(work);
      }
      long pause =
          Stream.of(look, ask, suspect, show)
              .mapToLong(alarm -> alarm.pause(now))
              .reduce(dirty.pause(now), Math::min);
      if (pause == Long.MAX_VALUE) {
        wait();
      } else {
        // A whole millisecond more: it would be woken a moment too early.
        wait(pause / 1_000_000 + 1);
      }
    }
    return Optional.empty();
  }
}
