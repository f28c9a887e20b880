package io.sozu.client.internal.metrics;

import io.sozu.protocol.command.Request;
import java.util.List;
import java.util.Set;

/**
 * One question about metrics.
 *
 * @param ids of clusters
 * @param names of metrics, empty for all
 * @param expected workers that must be in the answer to a piece of suspects; of others all that
 *     live must be
 */
record Piece(Kind kind, List<String> ids, List<String> names, Set<String> expected) {
  enum Kind {
    /** Which workers run. */
    WORKERS,
    /** The main process and the proxies. */
    PROXY,
    /** The names of all metrics. */
    NAMES,
    /** How many backend entries clusters have. */
    PROBE,
    /** All wanted metrics of clusters. */
    CLUSTERS,
    /**
     * All wanted metrics of suspects; workers that have none of one of them are expected to fail.
     */
    SUSPECTS,
    /** Some metrics of a cluster that is too large for one answer. */
    PART,
    /** One metric of such a cluster with all workers in one, to learn how large a part would be. */
    MEASURE
  }

  static final Piece WORKERS = new Piece(Kind.WORKERS, List.of(), List.of(), Set.of());
  static final Piece NAMES = new Piece(Kind.NAMES, List.of(), List.of(), Set.of());

  static Piece proxy(List<String> names) {
    return new Piece(Kind.PROXY, List.of(), names, Set.of());
  }

  static Piece probe(List<String> ids) {
    return new Piece(Kind.PROBE, ids, Queries.NO_NAME, Set.of());
  }

  static Piece clusters(List<String> ids, List<String> names) {
    return new Piece(Kind.CLUSTERS, ids, names, Set.of());
  }

  static Piece suspects(List<String> ids, List<String> names, Set<String> expected) {
    return new Piece(Kind.SUSPECTS, ids, names, expected);
  }

  static Piece part(String id, List<String> names) {
    return new Piece(Kind.PART, List.of(id), names, Set.of());
  }

  static Piece measure(String id, String name) {
    return new Piece(Kind.MEASURE, List.of(id), List.of(name), Set.of());
  }

  Piece firstHalf() {
    return new Piece(kind, ids.subList(0, ids.size() / 2), names, expected);
  }

  Piece secondHalf() {
    return new Piece(kind, ids.subList(ids.size() / 2, ids.size()), names, expected);
  }

  Request request() {
    return switch (kind) {
      case WORKERS -> Queries.workers();
      case PROXY -> Queries.proxy(names);
      case NAMES -> Queries.names();
      case PROBE, CLUSTERS, SUSPECTS, PART -> Queries.clusters(ids, names);
      case MEASURE -> Queries.merged(ids, names);
    };
  }
}
