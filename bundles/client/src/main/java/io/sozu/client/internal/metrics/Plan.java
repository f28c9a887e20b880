package io.sozu.client.internal.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the clusters of one collection into pieces: first those that can be asked together, then
 * suspects, then those that are too large for one answer. Confined to the collection's turns.
 */
final class Plan {
  /** Suspects asked alone again in each collection; more would cost more than they tell. */
  static final int ALONE = 100;

  private final ClusterTable table;
  private final List<String> ids;
  private final List<String> names;
  private final Memory memory;
  private final Consumer<String> missing;

  private final Deque<Piece> front = new ArrayDeque<>();
  private final Deque<String> large = new ArrayDeque<>();
  private final List<String> unasked = new ArrayList<>();
  private @Nullable Deque<Piece> suspects;
  private int cursor;
  private boolean probing;

  /**
   * @param ids to collect
   * @param names of metrics, empty for all
   * @param missing told what is too large to be asked
   */
  Plan(
      ClusterTable table,
      List<String> ids,
      List<String> names,
      Memory memory,
      Consumer<String> missing) {
    this.table = table;
    this.ids = ids;
    this.names = names;
    this.memory = memory;
    this.missing = missing;
  }

  /** What to ask next, or null when all is asked. */
  @Nullable Piece next(Reckoning reckoning, Set<String> live) {
    Piece piece = front.pollFirst();
    if (piece == null) {
      piece = together(reckoning);
    }
    if (piece == null) {
      Deque<Piece> kept = suspects;
      if (kept == null) {
        kept = suspects(reckoning, live);
        suspects = kept;
      }
      piece = kept.pollFirst();
    }
    return piece == null ? nextLarge(reckoning) : piece;
  }

  /** To be asked before anything else. */
  void first(Piece piece) {
    front.addFirst(piece);
  }

  /** Asks the halves of a piece whose answer was incomplete. */
  void split(Piece piece) {
    front.addFirst(piece.secondHalf());
    front.addFirst(piece.firstHalf());
  }

  /** From now on clusters are probed first: some have more backend entries than backends. */
  void probeFirst() {
    probing = true;
  }

  /** Nothing more is asked. */
  void stop() {
    front.clear();
    cursor = ids.size();
    suspects = new ArrayDeque<>();
    large.clear();
  }

  /** How many of the ids have not been reached. */
  int left() {
    return ids.size() - cursor;
  }

  private @Nullable Piece together(Reckoning reckoning) {
    int most = memory.pieceSize.now();
    List<String> piece = new ArrayList<>(most);
    boolean probe = false;
    long worst = 0;
    for (; cursor < ids.size() && piece.size() < most; cursor++) {
      String id = ids.get(cursor);
      int rows = memory.rows(id, table);
      if (!memory.suspects.trusted(id, table.backends(id))) {
        unasked.add(id);
        continue;
      }
      boolean unknown = rows == ClusterTable.UNKNOWN || probing;
      if (!piece.isEmpty() && unknown != probe) {
        break;
      }
      long more = reckoning.worst(id, unknown ? 0 : rows);
      if (!reckoning.fits(more)) {
        large.add(id);
        continue;
      }
      if (!reckoning.fits(worst + more)) {
        break;
      }
      worst += more;
      probe = unknown;
      piece.add(id);
    }
    if (piece.isEmpty()) {
      return null;
    }
    return probe ? Piece.probe(piece) : Piece.clusters(piece, names);
  }

  /** The entries of these clusters are counted now: asks what fits, keeps what is too large. */
  void probed(List<String> ids, Reckoning reckoning) {
    List<String> fitting = new ArrayList<>();
    for (String id : ids) {
      if (reckoning.fits(reckoning.worst(id, Math.max(0, memory.rows(id, table))))) {
        fitting.add(id);
      } else {
        large.add(id);
      }
    }
    chunks(fitting, reckoning, Set.of()).descendingIterator().forEachRemaining(front::addFirst);
  }

  private Deque<Piece> chunks(List<String> ids, Reckoning reckoning, Set<String> expected) {
    Deque<Piece> pieces = new ArrayDeque<>();
    List<String> piece = new ArrayList<>();
    long worst = 0;
    for (String id : ids) {
      long more = reckoning.worst(id, Math.max(0, memory.rows(id, table)));
      if (!piece.isEmpty()
          && (piece.size() >= memory.pieceSize.now() || !reckoning.fits(worst + more))) {
        pieces.add(Piece.clusters(piece, names).expecting(expected));
        piece = new ArrayList<>();
        worst = 0;
      }
      piece.add(id);
      worst += more;
    }
    if (!piece.isEmpty()) {
      pieces.add(Piece.clusters(piece, names).expecting(expected));
    }
    return pieces;
  }

  /** Those never asked and the least recently asked alone, the others in groups. */
  private Deque<Piece> suspects(Reckoning reckoning, Set<String> live) {
    Set<String> here = new HashSet<>(unasked);
    List<String> alone =
        new ArrayList<>(unasked.stream().filter(id -> !memory.suspects.known(id)).toList());
    here.removeAll(new HashSet<>(alone));
    List<String> again = memory.suspects.oldest(here::contains, ALONE);
    alone.addAll(again);
    here.removeAll(new HashSet<>(again));
    Deque<Piece> pieces = new ArrayDeque<>();
    for (Map.Entry<Set<String>, List<String>> group :
        memory.suspects.groups(here::contains, live).entrySet()) {
      if (!group.getKey().isEmpty()) {
        pieces.addAll(chunks(small(group.getValue(), reckoning), reckoning, group.getKey()));
      }
    }
    for (String id : small(alone, reckoning)) {
      pieces.add(Piece.clusters(List.of(id), names));
    }
    return pieces;
  }

  /** Moves those that are too large for one answer to where they belong. */
  private List<String> small(List<String> ids, Reckoning reckoning) {
    List<String> fitting = new ArrayList<>(ids.size());
    for (String id : ids) {
      boolean fits = reckoning.fits(reckoning.worst(id, Math.max(0, memory.rows(id, table))));
      (fits ? fitting : large).add(id);
    }
    return fitting;
  }

  private @Nullable Piece nextLarge(Reckoning reckoning) {
    for (String id = large.pollFirst(); id != null; id = large.pollFirst()) {
      int rows = Math.max(0, memory.rows(id, table));
      long ids = (long) rows * Reckoning.EMPTY_ENTRY + table.backendIdBytes(id);
      if (reckoning.fitsAlone(ids, ids)) {
        return Piece.probe(List.of(id));
      }
      missing.accept(
          "cluster " + id + " was not asked: the ids of its " + rows + " backends are too many");
    }
    return null;
  }

  /**
   * Asks a cluster by groups of names, each group so small that its answer is safe.
   *
   * @param entries bytes of the ids of its backends, as a worker answered
   */
  void byName(String id, int rows, long entries, List<String> wanted, Reckoning reckoning) {
    List<String> group = new ArrayList<>();
    long bytes = entries;
    for (String name : wanted.stream().sorted().toList()) {
      long most = (rows + 1L) * memory.sizes.most(name);
      long likely = (rows + 1L) * memory.sizes.likely(name);
      if (reckoning.fits(bytes + most)) {
        group.add(name);
        bytes += most;
      } else if (reckoning.fits(entries + most)) {
        front.addLast(Piece.part(id, group));
        group = new ArrayList<>(List.of(name));
        bytes = entries + most;
      } else if (reckoning.fitsAlone(entries + most, entries + likely)) {
        front.addLast(Piece.part(id, List.of(name)));
      } else {
        missing.accept(
            "metric "
                + name
                + " of cluster "
                + id
                + " was not asked: too large for "
                + rows
                + " backends");
      }
    }
    if (!group.isEmpty()) {
      front.addLast(Piece.part(id, group));
    }
  }
}
