package io.sozu.pki.internal.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What in Sōzu is ours: only that is ever removed or replaced. An entry is written before its
 * certificate is sent, so that none is forgotten if we are killed in between. Used by one thread.
 */
public final class Ledger {
  /** How many earlier certificates of one file are remembered. */
  private static final int RETIRED = 4;

  /** Where entries are kept beyond our end. */
  public interface Book {
    /** What was written, the last of each slot. */
    Collection<Owned> read();

    /** Writes an entry. */
    void write(Owned owned);

    /** Strikes an entry out. */
    void strike(Slot slot);

    /** Makes sure that what was written is there after a crash of ours. */
    void flush();
  }

  private final Book book;
  private final Map<Slot, Owned> entries = new LinkedHashMap<>();

  /** The retired ones, by where they came from: no renewal goes through everything. */
  private final Map<Origin, List<Owned>> retired = new HashMap<>();

  /** With what is in the book. */
  public Ledger(Book book) {
    this.book = book;
    book.read().forEach(this::enter);
  }

  /** What we know of a slot, if it was ever ours. */
  public @Nullable Owned get(Slot slot) {
    return entries.get(slot);
  }

  /** Everything that is or was ours. */
  public Collection<Owned> all() {
    return List.copyOf(entries.values());
  }

  /** What is ours now. */
  public List<Owned> current() {
    return entries.values().stream().filter(owned -> !owned.retired()).toList();
  }

  /** Notes that a certificate is ours. */
  public void put(Owned owned) {
    if (!owned.equals(enter(owned))) {
      book.write(owned);
    }
  }

  /** Forgets one that Sōzu never took. */
  public void drop(Slot slot) {
    Owned owned = entries.remove(slot);
    if (owned != null) {
      unlist(owned);
      book.strike(slot);
    }
  }

  /** Notes that Sōzu has one no longer. */
  public void retire(Slot slot) {
    Owned owned = entries.get(slot);
    if (owned != null && !owned.retired()) {
      put(owned.retire());
      retired.getOrDefault(Origin.of(owned), List.of()).stream()
          .sorted(Comparator.comparing(Owned::notBefore).reversed())
          .skip(RETIRED)
          .toList()
          .forEach(old -> drop(old.slot()));
    }
  }

  /** Makes sure that everything noted so far is there after a crash of ours. */
  public void flush() {
    book.flush();
  }

  private @Nullable Owned enter(Owned owned) {
    Owned before = entries.put(owned.slot(), owned);
    if (before != null) {
      unlist(before);
    }
    if (owned.retired()) {
      retired.computeIfAbsent(Origin.of(owned), key -> new ArrayList<>()).add(owned);
    }
    return before;
  }

  private void unlist(Owned owned) {
    if (owned.retired()) {
      retired.computeIfPresent(
          Origin.of(owned), (key, list) -> list.remove(owned) && list.isEmpty() ? null : list);
    }
  }
}
