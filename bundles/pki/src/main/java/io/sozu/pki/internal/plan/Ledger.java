package io.sozu.pki.internal.plan;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What in Sōzu is ours: only that is ever removed or replaced. An entry is written before its
 * certificate is sent, so that none is forgotten if we are killed in between. Used by one thread.
 */
public final class Ledger {
  /** How many earlier certificates of one file are remembered. */
  static final int RETIRED = 4;

  /** How many are remembered beside those, of files that are gone. */
  static final int RETIRED_ELSEWHERE = 1_000;

  /**
   * How long one is remembered after its end: for clocks that differ, and because a state of Sōzu
   * that is brought back with it is seldom older. Of two for a name Sōzu serves the one that ends
   * last, so that an expired one hides nothing.
   */
  public static final Duration AFTER_ITS_END = Duration.ofDays(30);

  /** Those that end soonest are in front; where nobody noted the end, they were short-lived. */
  private static final Comparator<Owned> END =
      Comparator.comparing(
          owned -> Objects.requireNonNullElse(owned.notAfter(), owned.notBefore()));

  /** Where entries are kept beyond our end. */
  public interface Book {
    /**
     * Opens it; gives what was written, the last of each slot.
     *
     * @throws IOException naming the book, and why it cannot be used now
     */
    Collection<Owned> open() throws IOException;

    /** Writes an entry. */
    void write(Owned owned);

    /** Strikes an entry out. */
    void strike(Slot slot);

    /**
     * Makes sure that what was written is there after a crash of ours, also what could not be
     * written before.
     */
    void flush();

    /** Why what was written last would not be there; empty when it would. */
    String trouble();
  }

  private final Book book;
  private final Map<Slot, Owned> entries = new LinkedHashMap<>();

  /** The retired ones, by where they came from: no renewal goes through everything. */
  private final Map<Origin, List<Owned>> retired = new HashMap<>();

  private boolean isOpen;

  /** One that is not open yet. */
  public Ledger(Book book) {
    this.book = book;
  }

  /**
   * Reads what is in the book, unless that was done. Before, nobody knows what is ours, and nothing
   * may be sent.
   *
   * @throws IOException if it cannot be read now
   */
  public void open() throws IOException {
    if (!isOpen) {
      book.open().forEach(this::enter);
      isOpen = true;
    }
  }

  /** Why what was noted last would be lost if we ended now; empty when it would not. */
  public String trouble() {
    return book.trouble();
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

  /** Forgets one that Sōzu never took, or has no longer. */
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

  /**
   * Retired ones that need not be remembered once Sōzu is known not to have them: they ended long
   * ago, or are too many.
   */
  public List<Owned> outdated(Instant now) {
    Instant latest = now.minus(AFTER_ITS_END);
    List<Owned> all = retired.values().stream().flatMap(List::stream).sorted(END).toList();
    int current = entries.size() - all.size();
    int tooMany = Math.max(0, all.size() - RETIRED * current - RETIRED_ELSEWHERE);
    List<Owned> outdated = new ArrayList<>(all.subList(0, tooMany));
    all.stream().skip(tooMany).filter(owned -> hasEnded(owned, latest)).forEach(outdated::add);
    return outdated;
  }

  private static boolean hasEnded(Owned owned, Instant by) {
    Instant end = owned.notAfter();
    return end != null && end.isBefore(by);
  }

  /** {@link Book#flush()}. */
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
