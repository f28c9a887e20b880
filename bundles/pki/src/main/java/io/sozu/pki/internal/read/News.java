package io.sozu.pki.internal.read;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was found since it was settled last: renewals, and whether anything else. */
final class News {
  /** By what was read before. */
  private final IdentityHashMap<Reading, Reading> renewed = new IdentityHashMap<>();

  /** What they were renewed by. */
  private final Set<Reading> fresh = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean hasOther = true;

  boolean isAny() {
    return hasOther || !renewed.isEmpty();
  }

  /** The renewals, if nothing else was found. */
  Optional<IdentityHashMap<Reading, Reading>> renewals() {
    return hasOther ? Optional.empty() : Optional.of(renewed);
  }

  void settle() {
    hasOther = false;
    renewed.clear();
    fresh.clear();
  }

  /** Something that is no renewal. */
  void other() {
    hasOther = true;
  }

  /** A source was read, and is not as it was. */
  void add(Reading before, Reading now) {
    // Renewed twice before it was settled is not plain either.
    if (before.pair() != null
        && before.source().equals(now.source())
        && now.isRenewalOf(before)
        && !fresh.contains(before)) {
      renewed.put(before, now);
      fresh.add(now);
    } else {
      hasOther = true;
    }
  }

  /** A folder was read. */
  void compare(@Nullable List<Reading> before, List<Reading> now) {
    if (before == null || before.size() != now.size()) {
      hasOther = true;
      return;
    }
    for (int i = 0; i < now.size(); i++) {
      if (!now.get(i).isSame(before.get(i))) {
        add(before.get(i), now.get(i));
      }
    }
  }
}
