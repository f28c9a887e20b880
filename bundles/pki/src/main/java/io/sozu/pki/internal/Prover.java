package io.sozu.pki.internal;

import io.sozu.pki.internal.Proof.Result;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves changes by handshakes, on a thread of its own so that no change waits for them. What
 * differs is tried again until it does not, or is not wanted any more. Thread-safe.
 */
final class Prover implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Prover.class);

  /** Of more changes at once the last are proved. */
  private static final int MOST = 20;

  private final Function<Want, Result> proof;
  private final Duration again;
  private final Runnable changed;
  private final Thread thread;

  /** What is to be proved, guarded by this, as what follows. */
  private final Map<Slot, Want> open = new LinkedHashMap<>();

  private boolean fresh;
  private boolean closed;

  private volatile List<String> differences = List.of();

  /**
   * A prover at work.
   *
   * @param again how long after a difference it is tried again
   * @param changed run on its thread when the {@link #differences()} are others
   */
  Prover(String threadName, Function<Want, Result> proof, Duration again, Runnable changed) {
    this.proof = proof;
    this.again = again;
    this.changed = changed;
    this.thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
    thread.start();
  }

  /** Proves that these are served, soon. */
  synchronized void prove(Collection<Want> wants) {
    for (Want want : wants) {
      open.remove(want.slot());
      open.put(want.slot(), want);
    }
    List<Slot> slots = List.copyOf(open.keySet());
    slots.subList(0, Math.max(0, slots.size() - MOST)).forEach(open::remove);
    fresh |= !wants.isEmpty();
    notifyAll();
  }

  /** Proves nothing that is not among these. */
  synchronized void retain(Collection<Want> wants) {
    if (!open.isEmpty()) {
      open.keySet().retainAll(wants.stream().map(Want::slot).collect(Collectors.toSet()));
    }
  }

  /** What handshakes showed that is not as it should be. */
  List<String> differences() {
    return differences;
  }

  private void run() {
    try {
      for (List<Want> wants = next(); !wants.isEmpty() || !isClosed(); wants = next()) {
        List<String> found = check(wants);
        if (!found.equals(differences)) {
          found.forEach(text -> LOG.warn("not proved: {}", text));
          differences = found;
          changed.run();
        }
      }
    } catch (InterruptedException e) {
      // It ends.
    }
  }

  private List<String> check(List<Want> wants) {
    List<String> found = new ArrayList<>();
    Set<String> unreached = new HashSet<>();
    for (Want want : wants) {
      // One that answers nobody would take the time of the others.
      if (isClosed() || unreached.contains(want.slot().listener())) {
        continue;
      }
      Result result = proof.apply(want);
      if (!result.reached()) {
        unreached.add(want.slot().listener());
      }
      if (!result.difference().isEmpty()) {
        found.add(result.difference());
      } else {
        proved(want);
      }
    }
    return found;
  }

  private synchronized void proved(Want want) {
    open.remove(want.slot(), want);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Waits for something to prove; nothing once it is closed. */
  private synchronized List<Want> next() throws InterruptedException {
    long due = System.nanoTime() + again.toNanos();
    while (!closed && !fresh) {
      long left = due - System.nanoTime();
      if (open.isEmpty() && differences.isEmpty()) {
        wait();
      } else if (left <= 0) {
        break;
      } else {
        wait(left / 1_000_000 + 1);
      }
    }
    fresh = false;
    return closed ? List.of() : List.copyOf(open.values());
  }

  /** Ends after the handshake that is on its way. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
