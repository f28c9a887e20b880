package io.sozu.intake.internal.order;

import java.util.HashSet;
import java.util.Set;

/** The keys of some messages, to tell which other messages must stay behind them. One thread. */
public final class KeySet {
  private final Set<String> own = new HashSet<>();
  private final Set<String> shared = new HashSet<>();

  /** Adds a message's keys. */
  public void add(Keys keys) {
    own.addAll(keys.own());
    shared.addAll(keys.shared());
  }

  /** Whether a message with these keys must not pass. */
  public boolean holdsBack(Keys keys) {
    if (own.isEmpty() && shared.isEmpty()) {
      return false;
    }
    return keys.own().stream().anyMatch(key -> own.contains(key) || shared.contains(key))
        || keys.shared().stream().anyMatch(own::contains);
  }
}
