package io.sozu.client.internal.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What collections learn for the next ones, of one generation of Sōzu. Thread-safe. */
final class Memory {
  /** Listing names takes a worker 30 ms with 10,000 clusters: seldom, and only when needed. */
  private static final long NAMES_KEPT_NANOS = 60_000_000_000L;

  final PieceSize pieceSize;
  final Suspects suspects = new Suspects();
  final NameSizes sizes = new NameSizes();
  final Traffic traffic = new Traffic();

  /** Backend entries of clusters that have more of them than the state has backends. */
  private final Map<String, Integer> rows = new ConcurrentHashMap<>();

  private long generation;
  private @Nullable ClusterTable table;
  private @Nullable List<String> names;
  private long namesAt;

  Memory(long pieceNanos) {
    pieceSize = new PieceSize(pieceNanos);
  }

  /** Forgets what belonged to an older Sōzu or to clusters that are gone. */
  synchronized void meet(long generation, ClusterTable table) {
    if (generation != this.generation) {
      this.generation = generation;
      suspects.clear();
      sizes.retainIf(id -> false);
      rows.clear();
      names = null;
    }
    if (this.table != table) {
      this.table = table;
      suspects.retainIf(table::contains);
      sizes.retainIf(table::contains);
      rows.keySet().removeIf(id -> !table.contains(id));
    }
  }

  /** The most backend entries that the cluster may have, or {@link ClusterTable#UNKNOWN}. */
  int rows(String id, ClusterTable table) {
    int backends = table.backends(id);
    Integer learned = rows.get(id);
    return learned == null ? backends : Math.max(backends, learned);
  }

  /** An answer had so many backend entries; a removed backend with live connections has one too. */
  void learnRows(String id, int count, ClusterTable table) {
    int backends = table.backends(id);
    if (count > backends) {
      rows.put(id, count);
    } else if (!rows.isEmpty()) {
      rows.remove(id);
    }
  }

  synchronized @Nullable List<String> names() {
    return names != null && System.nanoTime() - namesAt < NAMES_KEPT_NANOS ? names : null;
  }

  synchronized void learnNames(List<String> listed) {
    names = List.copyOf(listed);
    namesAt = System.nanoTime();
  }
}
