package io.sozu.pki.internal.share;

import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Plan;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One of the connectors of this process. Its own thread calls; others are told. */
public final class Neighbour implements AutoCloseable {
  private final Neighbours all;
  private final Supplier<Path> socket;

  /** Guarded by {@link #all}, as what follows. */
  private Path place;

  private List<Want> wants = List.of();
  private List<Owned> current = List.of();
  private Instant offeredAt = Instant.EPOCH;

  /** Of what is above; null until somebody looks at it. */
  private @Nullable Offers offers = Offers.NONE;

  /** What fell to it and Sōzu took. */
  private List<Want> taken = List.of();

  /** What it has in Sōzu, with what that was sent with. */
  private Map<Slot, String> contents = Map.of();

  private final Set<Slot> taking = new HashSet<>();

  private volatile @Nullable Runnable changed;

  Neighbour(Neighbours all, Supplier<Path> socket) {
    this.all = all;
    this.socket = socket;
    this.place = real(socket.get());
  }

  /** Run on another one's thread when that one did what may concern this one; must not block. */
  public void onChange(Runnable run) {
    changed = run;
  }

  /**
   * Tells what this one would have served if it were alone, and what it has in Sōzu, and waits
   * until nobody takes any of that away.
   *
   * @param at what time it is
   * @return what there is beside that
   */
  public Others offer(List<Want> fresh, List<Owned> owned, Instant at) {
    Path now = real(socket.get());
    List<Neighbour> concerned;
    Others shared;
    synchronized (all) {
      Offers before = place.equals(now) ? offers : Offers.NONE;
      place = now;
      wants = fresh;
      current = owned;
      offeredAt = at;
      offers = null;
      all.awaitTaken(this, fresh);
      List<Neighbour> others = all.others(this);
      shared = new Shared(this, others);
      boolean isSame = others.isEmpty() || (before != null && before.isSame(offers()));
      concerned = isSame ? List.of() : meeting(others);
    }
    tell(concerned);
    return shared;
  }

  /** By its folder, through links: the socket itself is away now and then. */
  private static Path real(Path socket) {
    Path absolute = socket.toAbsolutePath().normalize();
    Path folder = absolute.getParent();
    try {
      return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      return absolute;
    }
  }

  /**
   * Tells what came of it; others are told if that is something.
   *
   * @param served what fell to this one
   */
  public void did(Collection<Want> served, Ledger ledger) {
    List<Neighbour> concerned;
    synchronized (all) {
      List<Neighbour> others = all.others(this);
      if (others.isEmpty()) {
        taken = List.of();
        contents = Map.of();
        return;
      }
      taken = served.stream().filter(want -> !Plan.isDoubtful(want, ledger)).toList();
      current = ledger.current();
      Map<Slot, String> now =
          current.stream().collect(Collectors.toMap(Owned::slot, Owned::content));
      if (now.equals(contents)) {
        return;
      }
      contents = now;
      offers = new Offers(wants, current, offeredAt);
      concerned = meeting(others);
    }
    tell(concerned);
  }

  /** What {@link Others#take} does. */
  Set<Slot> take(Collection<Slot> slots) {
    synchronized (all) {
      Shared now = new Shared(this, all.others(this));
      slots.stream().filter(slot -> !now.want(slot)).forEach(taking::add);
      return Set.copyOf(taking);
    }
  }

  void endTaking() {
    synchronized (all) {
      taking.clear();
      all.notifyAll();
    }
  }

  /** Outside of the lock. */
  private static void tell(List<Neighbour> concerned) {
    for (Neighbour one : concerned) {
      Runnable run = one.changed;
      if (run != null) {
        run.run();
      }
    }
  }

  private List<Neighbour> meeting(List<Neighbour> others) {
    return others.stream().filter(other -> offers().meets(other.offers())).toList();
  }

  /** The caller holds the lock, here and below. */
  Offers offers() {
    Offers known = offers;
    if (known == null) {
      known = new Offers(wants, current, offeredAt);
      offers = known;
    }
    return known;
  }

  boolean isAt(Path where) {
    return place.equals(where);
  }

  Path place() {
    return place;
  }

  List<Want> taken() {
    return taken;
  }

  Set<Slot> taking() {
    return taking;
  }

  /** What it would have served and what it has is forgotten; Sōzu keeps it. */
  @Override
  public void close() {
    changed = null;
    all.leave(this);
  }
}
