package io.sozu.pki.internal.share;

import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one connector would have served if it were alone, and what it has in Sōzu. Immutable. */
final class Offers {
  static final Offers NONE = new Offers(List.of(), List.of(), Instant.EPOCH);

  private final Map<Slot, Want> places = new HashMap<>();
  private final Map<String, Map<String, Want>> names = new HashMap<>();
  private final Map<Slot, Owned> owned = new HashMap<>();

  /** Names that it would serve or has, by listener. */
  private final Map<String, Set<String>> touched = new HashMap<>();

  /** Their time is over: any other one is better. */
  private final Set<Slot> expired = new HashSet<>();

  Offers(Collection<Want> wants, Collection<Owned> current, Instant now) {
    for (Want want : wants) {
      Instant end = want.notAfter();
      if (end != null && end.isBefore(now)) {
        expired.add(want.slot());
      }
      places.put(want.slot(), want);
      Map<String, Want> here =
          names.computeIfAbsent(want.slot().listener(), key -> new HashMap<>());
      want.names().forEach(name -> here.put(name, want));
      touch(want.slot(), want.names());
    }
    for (Owned one : current) {
      owned.put(one.slot(), one);
      touch(one.slot(), one.names());
    }
  }

  private void touch(Slot slot, Collection<String> some) {
    touched.computeIfAbsent(slot.listener(), key -> new HashSet<>()).addAll(some);
  }

  /** The certificate for a name. */
  @Nullable Want at(String listener, String name) {
    return names.getOrDefault(listener, Map.of()).get(name);
  }

  /** The certificate at a place. */
  @Nullable Want at(Slot slot) {
    return places.get(slot);
  }

  /** Whether it has the same certificate, or one for one of its names. */
  boolean concerns(Want want) {
    Map<String, Want> here = names.getOrDefault(want.slot().listener(), Map.of());
    return places.containsKey(want.slot()) || want.names().stream().anyMatch(here::containsKey);
  }

  boolean hasExpired(Slot slot) {
    return expired.contains(slot);
  }

  @Nullable Owned owned(Slot slot) {
    return owned.get(slot);
  }

  /** Whether each name is for the same certificate. */
  boolean isSame(Offers other) {
    return expired.equals(other.expired) && slots().equals(other.slots());
  }

  private Map<String, Map<String, Slot>> slots() {
    Map<String, Map<String, Slot>> slots = new HashMap<>();
    names.forEach(
        (listener, some) -> {
          Map<String, Slot> here = new HashMap<>();
          some.forEach((name, want) -> here.put(name, want.slot()));
          slots.put(listener, here);
        });
    return slots;
  }

  /** Whether both have something to do with one name. */
  boolean meets(Offers other) {
    return touched.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getValue().stream().anyMatch(name -> other.touches(entry.getKey(), name)));
  }

  private boolean touches(String listener, String name) {
    return touched.getOrDefault(listener, Set.of()).contains(name);
  }
}
