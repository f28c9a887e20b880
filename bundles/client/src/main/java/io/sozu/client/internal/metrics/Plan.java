package io.sozu.client.internal.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the clusters of one collection into pieces: first those that can be asked together, then
 * suspects, then those that are too large for one answer. Confined to the collection's turns.
 */
final class Plan {
  /**
   * Suspects asked alone again in each collection, as nothing else tells which got metrics and on
   * which workers. So many take Sōzu 0.1 s of processor time in all; how many wait for a later
   * collection is told.
   */
  static final int ALONE = 2_000;

  /** Clusters whose backend entries are counted at once: there may be many of them. */
  static final int PROBED = 5;

  private final ClusterTable table;
  private final List<String> ids;
  private final List<String> names;
  private final Memory memory;
  private final PieceSize size;
  private final Consumer<String> missing;

  private final Deque<Piece> front = new ArrayDeque<>();
  private final Deque<String> large = new ArrayDeque<>();
  private final Set<String> setAside = new LinkedHashSet<>();
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
      PieceSize size,
      Consumer<String> missing) {
    this.table = table;
    this.ids = ids;
    this.names = names;
    this.memory = memory;
    this.size = size;
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
    int most = size.now();
    List<String> piece = new ArrayList<>(most);
    boolean probe = false;
    long worst = 0;
    for (; cursor < ids.size() && piece.size() < most; cursor++) {
      String id = ids.get(cursor);
      int rows = memory.rows(id, table);
      if (memory.suspects.contains(id)) {
        setAside.add(id);
        continue;
      }
      boolean unknown = rows == ClusterTable.UNKNOWN || probing;
      if (!piece.isEmpty() && (unknown != probe || (probe && piece.size() == PROBED))) {
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
    List<List<String>> chunks = chunks(fitting, size.now(), reckoning);
    for (int at = chunks.size() - 1; at >= 0; at--) {
      front.addFirst(Piece.clusters(chunks.get(at), names));
    }
  }

  /** Cuts clusters into groups of at most so many, whose answers fit. */
  private List<List<String>> chunks(List<String> ids, int most, Reckoning reckoning) {
    List<List<String>> chunks = new ArrayList<>();
    List<String> chunk = new ArrayList<>();
    long worst = 0;
    for (String id : ids) {
      long more = reckoning.worst(id, Math.max(0, memory.rows(id, table)));
      if (!chunk.isEmpty() && (chunk.size() >= most || !reckoning.fits(worst + more))) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        worst = 0;
      }
      chunk.add(id);
      worst += more;
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  /** Those that some worker has metrics of, with others of the same workers; and some alone. */
  private Deque<Piece> suspects(Reckoning reckoning, Set<String> live) {
    List<String> due = memory.suspects.oldest(setAside::contains, ALONE);
    due.forEach(setAside::remove);
    if (!setAside.isEmpty()) {
      missing.accept(
          setAside.size()
              + " clusters lacked metrics on some worker and wait to be asked again, "
              + ALONE
              + " a collection");
    }
    Deque<Piece> pieces = new ArrayDeque<>();
    memory
        .suspects
        .groups(setAside::contains, live)
        .forEach(
            (workers, ids) -> {
              for (List<String> chunk : chunks(small(ids, reckoning), size.now(), reckoning)) {
                pieces.add(Piece.suspects(chunk, names, workers));
              }
            });
    for (String id : small(due, reckoning)) {
      pieces.add(Piece.suspects(List.of(id), names, Set.of()));
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
      if (reckoning.fits(bytes + most)) {
        group.add(name);
        bytes += most;
      } else if (reckoning.fits(entries + most)) {
        front.addLast(Piece.part(id, group));
        group = new ArrayList<>(List.of(name));
        bytes = entries + most;
      } else {
        alone(id, rows, entries, name, reckoning);
      }
    }
    if (!group.isEmpty()) {
      front.addLast(Piece.part(id, group));
    }
  }

  private void alone(String id, int rows, long entries, String name, Reckoning reckoning) {
    long measured = memory.sizes.measured(id, name);
    long most = entries + (rows + 1L) * memory.sizes.most(name);
    long likely = entries + (rows + 1L) * memory.sizes.likely(name);
    if (measured >= 0) {
      measured(id, name, measured, reckoning);
    } else if (reckoning.fitsAlone(most, likely)) {
      front.addLast(Piece.part(id, List.of(name)));
    } else if (reckoning.fitsOneWorker(most)) {
      front.addLast(Piece.measure(id, name));
    } else {
      tooLarge(id, name);
    }
  }

  /** A worker's answer for one metric of a cluster takes so many bytes, and may have grown. */
  void measured(String id, String name, long bytes, Reckoning reckoning) {
    long now = bytes + bytes / 5;
    if (reckoning.fitsAlone(now, now)) {
      front.addLast(Piece.part(id, List.of(name)));
    } else {
      tooLarge(id, name);
    }
  }

  private void tooLarge(String id, String name) {
    missing.accept(
        "metric " + name + " of cluster " + id + " was not asked: too large for all its backends");
  }
}
