package io.sozu.pki.internal.share;

import io.sozu.pki.internal.plan.Desired;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the connectors of one Sōzu would have served at one moment, as one of them sees it. All come
 * to the same result, so that none undoes what another one did.
 */
final class Shared implements Others {
  private final Neighbour self;
  private final Offers mine;
  private final List<Offers> theirs;
  private final List<List<Want>> taken;

  /** The caller holds the lock of the neighbours. */
  Shared(Neighbour self, List<Neighbour> others) {
    this.self = self;
    // Alone, nobody looks at it, and the index of a large folder is not free.
    this.mine = others.isEmpty() ? Offers.NONE : self.offers();
    this.theirs = others.stream().map(Neighbour::offers).toList();
    this.taken = others.stream().map(Neighbour::taken).toList();
  }

  private Stream<Offers> all() {
    return Stream.concat(Stream.of(mine), theirs.stream());
  }

  /** The newest certificate for a name. */
  private Optional<Slot> newest(String listener, String name) {
    return all()
        .map(offers -> offers.at(listener, name))
        .filter(Objects::nonNull)
        .max(Comparator.comparing(this::isValid).thenComparing(Desired.BY_AGE))
        .map(Want::slot);
  }

  private boolean isValid(Want want) {
    return all().noneMatch(offers -> offers.hasExpired(want.slot()));
  }

  /** The names for which a certificate is the newest one. */
  private Set<String> names(Slot slot) {
    Set<String> names = new TreeSet<>();
    all()
        .map(offers -> offers.at(slot))
        .filter(Objects::nonNull)
        .forEach(want -> names.addAll(want.names()));
    names.removeIf(name -> !newest(slot.listener(), name).equals(Optional.of(slot)));
    return names;
  }

  @Override
  public List<Want> share(Collection<Want> wants) {
    if (theirs.isEmpty()) {
      return List.copyOf(wants);
    }
    return wants.stream()
        .map(
            want ->
                theirs.stream().anyMatch(offers -> offers.concerns(want))
                    ? Desired.withNames(want, List.copyOf(names(want.slot())))
                    : want)
        .filter(want -> !want.names().isEmpty())
        .toList();
  }

  @Override
  public boolean want(Slot slot) {
    return theirs.stream().anyMatch(offers -> offers.at(slot) != null) && !names(slot).isEmpty();
  }

  @Override
  public @Nullable Owned leaving(Slot slot) {
    return theirs.stream()
        .map(offers -> offers.owned(slot))
        .filter(Objects::nonNull)
        .findFirst()
        .filter(owned -> names(slot).isEmpty())
        .orElse(null);
  }

  @Override
  public @Nullable Slot heir(String listener, String name) {
    return newest(listener, name).filter(slot -> mine.at(slot) == null).orElse(null);
  }

  @Override
  public boolean hasTaken(Slot slot, String name) {
    return taken.stream()
        .flatMap(List::stream)
        .anyMatch(want -> want.slot().equals(slot) && want.names().contains(name));
  }

  @Override
  public Set<Slot> take(Collection<Slot> slots) {
    return self.take(slots);
  }

  @Override
  public void taken() {
    self.endTaking();
  }
}
