package io.sozu.client.internal.metrics;

import io.sozu.client.internal.wire.Deadline;
import io.sozu.protocol.command.ClusterMetrics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges the answers of one collection: whether each worker is in them, what they teach about the
 * next ones, and what must be asked again. Confined to the collection's turns.
 */
final class Judge {
  /** Answers of which the bytes are counted exactly; others are reckoned, as counting costs. */
  private static final int WEIGHED = 8;

  private final ClusterTable table;
  private final Plan plan;
  private final List<String> names;
  private final Memory memory;
  private final PieceSize size;
  private final Crew crew;
  private final Consumer<String> missing;

  /** Until when incomplete pieces are split; later they are given as they are. */
  private final Deadline splitting;

  private Set<String> lacking = Set.of();
  private boolean namesListed;
  private int judged;
  private int clusters;
  private @Nullable String lastPart;

  /**
   * @param names of metrics, empty for all
   * @param missing told what will not be there
   */
  Judge(
      ClusterTable table,
      Plan plan,
      List<String> names,
      Memory memory,
      PieceSize size,
      Crew crew,
      Deadline splitting,
      Consumer<String> missing) {
    this.table = table;
    this.plan = plan;
    this.names = names;
    this.memory = memory;
    this.size = size;
    this.crew = crew;
    this.splitting = splitting;
    this.missing = missing;
  }

  /** Clusters with at least one series so far. */
  int clusters() {
    return clusters;
  }

  /** The workers that the answer judged last lacks, although they have something to tell. */
  Set<String> lacking() {
    return lacking;
  }

  /** Learns from an answer and decides what it makes necessary. True if the sink gets it. */
  boolean judge(Answer answer) {
    judged++;
    lacking = crew.silent();
    Piece piece = answer.piece();
    switch (piece.kind()) {
      case WORKERS -> {
        crew.met(answer);
        return false;
      }
      case NAMES -> {
        namesListed = true;
        List<String> listed =
            answer.response().getContent().getAvailableMetrics().getClusterMetricsList();
        memory.learnNames(listed);
        if (listed.isEmpty()) {
          plan.stop();
        }
        return false;
      }
      case MEASURE -> {
        measured(piece.ids().get(0), piece.names().get(0), answer);
        return false;
      }
      default -> {
        return judgeClusters(answer, piece);
      }
    }
  }

  private boolean judgeClusters(Answer answer, Piece piece) {
    boolean suspects = piece.kind() == Piece.Kind.SUSPECTS;
    Set<String> expected = new HashSet<>(suspects ? piece.expected() : crew.live());
    expected.retainAll(crew.live());
    List<String> absent = answer.missing(expected);
    if (!absent.isEmpty() && answer.waited()) {
      lacksToo(absent);
      stop("worker " + String.join(", ", absent) + " does not answer");
      return piece.kind() != Piece.Kind.PROBE;
    }
    if (piece.ids().size() == 1) {
      return single(answer, piece);
    }
    if (suspects && absent.isEmpty()) {
      return suspects(answer, piece);
    }
    if (absent.isEmpty()) {
      learn(answer, piece);
      return piece.kind() == Piece.Kind.CLUSTERS;
    }
    if (splitting.passed()) {
      lacksToo(absent);
      missing.accept(
          "time was too short to find which clusters lack metrics on worker "
              + String.join(", ", absent));
      return piece.kind() != Piece.Kind.PROBE;
    }
    plan.split(piece);
    if (absent.size() == expected.size() && !namesListed) {
      plan.first(Piece.NAMES);
    }
    plan.first(Piece.WORKERS);
    return false;
  }

  private void lacksToo(List<String> absent) {
    Set<String> all = new HashSet<>(lacking);
    all.addAll(absent);
    lacking = all;
  }

  /** Suspects together: who answered has metrics of each of them, and the others are as before. */
  private boolean suspects(Answer answer, Piece piece) {
    Set<String> answered = answer.metrics().getWorkersMap().keySet();
    boolean everywhere = answered.containsAll(crew.live());
    for (String id : piece.ids()) {
      learn(id, answer);
      if (everywhere) {
        memory.suspects.acquit(id);
      } else {
        memory.suspects.foundAmongOthers(id, answered);
      }
    }
    return !answered.isEmpty();
  }

  /** One cluster alone: whatever came is all there is. */
  private boolean single(Answer answer, Piece piece) {
    String id = piece.ids().get(0);
    Set<String> having = answer.having(id);
    ClusterMetrics largest = answer.largest(id);
    if (piece.kind() != Piece.Kind.PART) {
      memory.learnRows(id, largest.getBackendsCount(), table);
      if (having.containsAll(crew.live())) {
        memory.suspects.acquit(id);
      } else {
        memory.suspects.found(id, having);
      }
    }
    if (piece.kind() == Piece.Kind.PROBE) {
      probed(id, largest, having);
      return false;
    }
    if (piece.kind() == Piece.Kind.PART && piece.names().size() == 1) {
      memory.sizes.measured(id, piece.names().get(0), largest.getSerializedSize());
    }
    if (!having.isEmpty() && !id.equals(lastPart)) {
      clusters += answer.hasSeries(id) ? 1 : 0;
      lastPart = id;
    }
    return !having.isEmpty();
  }

  private void probed(String id, ClusterMetrics largest, Set<String> having) {
    if (having.isEmpty()) {
      return;
    }
    int rows = largest.getBackendsCount();
    Reckoning reckoning = crew.reckoning();
    List<String> known = memory.names();
    if (reckoning.fits(reckoning.worst(id, rows))) {
      plan.first(Piece.clusters(List.of(id), names));
    } else if (!names.isEmpty()) {
      plan.byName(id, rows, largest.getSerializedSize(), names, reckoning);
    } else if (known != null) {
      List<String> all = List.copyOf(memory.sizes.with(known));
      plan.byName(id, rows, largest.getSerializedSize(), all, reckoning);
    } else {
      plan.first(Piece.probe(List.of(id)));
      plan.first(Piece.NAMES);
    }
  }

  private void measured(String id, String name, Answer merged) {
    ClusterMetrics cluster =
        merged.metrics().getClustersOrDefault(id, ClusterMetrics.getDefaultInstance());
    // Times lose their percentiles in the sum; a worker gives them for each entry.
    long percentiles = (cluster.getBackendsCount() + 1L) * NameSizes.PERCENTILES;
    long bytes = cluster.getSerializedSize() + (NameSizes.isTime(name) ? percentiles : 0);
    memory.sizes.measured(id, name, bytes);
    plan.measured(id, name, bytes, crew.reckoning());
  }

  private void learn(Answer answer, Piece piece) {
    if (piece.kind() == Piece.Kind.PROBE) {
      for (String id : piece.ids()) {
        memory.learnRows(id, answer.largest(id).getBackendsCount(), table);
      }
      plan.probed(piece.ids(), crew.reckoning());
      return;
    }
    for (String id : piece.ids()) {
      learn(id, answer);
    }
    memory.sizes.learn(answer.largest(piece.ids().get(0)));
    long weight = weigh(answer);
    size.learn(piece.ids().size(), weight, answer.nanos(), crew.reckoning().target());
  }

  private void learn(String id, Answer answer) {
    int rows = answer.largest(id).getBackendsCount();
    if (rows > 0) {
      memory.learnRows(id, rows, table);
      if (rows > Math.max(0, table.backends(id))) {
        plan.probeFirst();
      }
    }
    clusters += answer.hasSeries(id) ? 1 : 0;
  }

  /** The bytes of an answer: counted now and then, as that takes a third of decoding. */
  long weigh(Answer answer) {
    int asked = answer.piece().ids().size();
    double known = size.bytesPerCluster();
    boolean alone = answer.piece().kind() != Piece.Kind.CLUSTERS || asked == 1;
    return alone || known == 0 || judged < WEIGHED || judged % WEIGHED == 0
        ? answer.response().getSerializedSize()
        : (long) (known * asked);
  }

  /** Asks nothing more, and says why. */
  void stop(@Nullable String reason) {
    missing.accept("stopped with " + plan.left() + " clusters left: " + reason);
    plan.stop();
  }
}
