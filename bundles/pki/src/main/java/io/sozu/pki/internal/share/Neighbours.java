package io.sozu.pki.internal.share;

import io.sozu.pki.internal.plan.Want;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The connectors of one process. Those of one Sōzu tell each other what they would have served, so
 * that none takes away what another one serves. As large as they are many, and as their folders
 * are; nothing is left of one that is closed. Thread-safe.
 */
public final class Neighbours {
  /** The connectors of this bundle, or of this program: of this class loader. */
  public static final Neighbours OF_THIS_PROCESS = new Neighbours();

  /** Guarded by this, as is what their methods change. */
  private final List<Neighbour> all = new ArrayList<>();

  /**
   * Another one.
   *
   * @param socket Sōzu's command socket, by which those of one Sōzu are known; asked for each time
   */
  public synchronized Neighbour join(Supplier<Path> socket) {
    Neighbour fresh = new Neighbour(this, socket);
    all.add(fresh);
    return fresh;
  }

  synchronized void leave(Neighbour one) {
    all.remove(one);
    notifyAll();
  }

  /** The others of the same Sōzu. The caller holds the lock. */
  List<Neighbour> others(Neighbour one) {
    return all.stream().filter(other -> other != one && other.isAt(one.place())).toList();
  }

  /**
   * Waits until nobody takes one of these away any more. The caller holds the lock. Takers end:
   * what they ask of Sōzu has a deadline.
   */
  void awaitTaken(Neighbour one, Collection<Want> wants) {
    boolean interrupted = false;
    while (others(one).stream().anyMatch(other -> isTaking(other, wants))) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isTaking(Neighbour other, Collection<Want> wants) {
    return !other.taking().isEmpty()
        && wants.stream().map(Want::slot).anyMatch(other.taking()::contains);
  }
}
