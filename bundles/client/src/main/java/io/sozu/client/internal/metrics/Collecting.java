package io.sozu.client.internal.metrics;

import io.sozu.client.Metrics.Collected;
import io.sozu.client.Metrics.MetricsSink;
import io.sozu.client.MetricsQuery;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One collection: asks a piece, judges whether every worker is in the answer, asks the next one and
 * meanwhile gives the answer to the sink. One thing happens after the other, on {@link
 * Wire#callbacks()}; so fields need no lock.
 */
final class Collecting {
  /** Answers of which the bytes are counted exactly; others are reckoned, as counting costs. */
  private static final int WEIGHED = 8;

  private final Wire wire;
  private final Turns turns;
  private final ClusterIds clusterIds;
  private final Memory memory;
  private final MetricsQuery query;
  private final MetricsSink sink;
  private final Deadline deadline;
  private final CompletableFuture<Collected> result = new CompletableFuture<>();

  /** Until when incomplete pieces are split; later they are given as they are. */
  private final Deadline splitting;

  private final PieceSize size;
  private final Set<String> incomplete = new LinkedHashSet<>();
  private final Set<String> gone = new HashSet<>();
  private Set<String> running = Set.of();
  private Set<String> live = Set.of();
  private ClusterTable table = ClusterTable.EMPTY;
  private Plan plan;
  private boolean namesListed;
  private int pieces;
  private int clusters;
  private long bytes;
  private @Nullable Piece current;
  private @Nullable String lastPart;

  Collecting(
      Wire wire,
      Turns turns,
      ClusterIds clusterIds,
      Memory memory,
      MetricsQuery query,
      MetricsSink sink) {
    this.wire = wire;
    this.turns = turns;
    this.clusterIds = clusterIds;
    this.memory = memory;
    this.query = query;
    this.sink = sink;
    this.deadline = Deadline.in(query.timeout());
    this.splitting = Deadline.in(query.timeout().dividedBy(2));
    this.size = memory.pieceSize;
    this.plan = new Plan(table, List.of(), query.names(), memory, incomplete::add);
  }

  CompletableFuture<Collected> start() {
    CompletableFuture<?> unused =
        ask(Piece.WORKERS)
            .thenCompose(
                answer -> {
                  meet(answer);
                  return ask(Piece.proxy(query.names()));
                })
            .whenCompleteAsync(this::begin, wire.callbacks());
    return result;
  }

  private CompletableFuture<Answer> ask(Piece piece) {
    return turns.take(
        () -> {
          long asked = System.nanoTime();
          return wire.send(piece.request(), deadline)
              .thenApply(response -> new Answer(piece, response, System.nanoTime() - asked));
        });
  }

  /** The workers that run now; those that are new are not waited for until they answered once. */
  private void meet(Answer workers) {
    Set<String> now = new HashSet<>();
    for (WorkerInfo worker : workers.response().getContent().getWorkers().getVecList()) {
      if (worker.getRunState() == RunState.RUNNING) {
        now.add(Integer.toString(worker.getId()));
      }
    }
    running = now;
  }

  private void begin(@Nullable Answer proxy, @Nullable Throwable failure) {
    if (proxy == null) {
      failedAtFirst(failure);
      return;
    }
    guarded(
        () -> {
          live = new HashSet<>(proxy.metrics().getWorkersMap().keySet());
          List<String> silent = proxy.missing(running);
          silent.forEach(worker -> incomplete.add("worker " + worker + " does not answer"));
          boolean more =
              query.clusters() && !live.isEmpty() && (silent.isEmpty() || !proxy.waited());
          if (query.clusters() && !more) {
            incomplete.add("clusters were not asked: each question would wait for the worker");
          }
          deliver(proxy);
          if (more) {
            CompletableFuture<?> unused =
                clusterIds.table(deadline).whenCompleteAsync(this::plan, wire.callbacks());
          } else {
            finish();
          }
        });
  }

  private void failedAtFirst(@Nullable Throwable failure) {
    if (!running.isEmpty() && deadline.passed()) {
      incomplete.add(
          "no metrics within " + query.timeout() + ": a worker of " + running + " does not answer");
      finish();
    } else {
      result.completeExceptionally(unwrapped(failure));
    }
  }

  private void plan(@Nullable ClusterTable read, @Nullable Throwable failure) {
    if (read == null) {
      incomplete.add("the clusters are not known: " + unwrapped(failure).getMessage());
      finish();
      return;
    }
    guarded(
        () -> {
          table = read;
          memory.meet(wire.generation(), read);
          plan =
              new Plan(read, read.only(query.clusterIds()), query.names(), memory, incomplete::add);
          goOn(askNext());
        });
  }

  private @Nullable CompletableFuture<Answer> askNext() {
    if (result.isDone()) {
      return null;
    }
    current = plan.next(reckoning(), live);
    return current == null ? null : ask(current);
  }

  private void goOn(@Nullable CompletableFuture<Answer> asked) {
    if (asked == null) {
      finish();
    } else {
      // Always by way of the executor: a chain of ready answers would otherwise grow the stack.
      CompletableFuture<?> unused = asked.whenCompleteAsync(this::answered, wire.callbacks());
    }
  }

  private void answered(@Nullable Answer answer, @Nullable Throwable failure) {
    guarded(
        () -> {
          if (answer == null) {
            failed(unwrapped(failure));
            return;
          }
          boolean deliver = judge(answer);
          CompletableFuture<Answer> next = askNext();
          if (deliver) {
            deliver(answer);
          }
          goOn(next);
        });
  }

  private void failed(Throwable failure) {
    Piece piece = current;
    if (piece != null && piece.kind() == Piece.Kind.PART && !deadline.passed()) {
      // All workers' answers together may have been above the limit: Sōzu ends the connection then.
      incomplete.add(piece.names() + " of " + piece.ids() + ": " + failure.getMessage());
      goOn(askNext());
    } else {
      stop(failure.getMessage());
      finish();
    }
  }

  /** Learns from an answer and decides what it makes necessary. True if the sink gets it. */
  private boolean judge(Answer answer) {
    Piece piece = answer.piece();
    switch (piece.kind()) {
      case WORKERS -> {
        meet(answer);
        live.removeIf(worker -> !running.contains(worker) && gone.add(worker));
        return false;
      }
      case NAMES -> {
        namesListed = true;
        List<String> names =
            answer.response().getContent().getAvailableMetrics().getClusterMetricsList();
        memory.learnNames(names);
        if (names.isEmpty()) {
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
    Set<String> expected = new HashSet<>(suspects ? piece.expected() : live);
    expected.retainAll(live);
    List<String> missing = answer.missing(expected);
    if (!missing.isEmpty() && answer.waited()) {
      live.removeAll(missing);
      stop("worker " + String.join(", ", missing) + " does not answer");
      return piece.kind() != Piece.Kind.PROBE;
    }
    if (piece.ids().size() == 1) {
      return single(answer, piece);
    }
    if (suspects && missing.isEmpty()) {
      return suspects(answer, piece);
    }
    if (missing.isEmpty()) {
      learn(answer, piece);
      return piece.kind() == Piece.Kind.CLUSTERS;
    }
    if (splitting.passed()) {
      incomplete.add(
          "time was too short to find which clusters lack metrics on worker "
              + String.join(", ", missing));
      return piece.kind() != Piece.Kind.PROBE;
    }
    plan.split(piece);
    if (missing.size() == expected.size() && !namesListed) {
      plan.first(Piece.NAMES);
    }
    plan.first(Piece.WORKERS);
    return false;
  }

  /** Suspects together: who answered has metrics of each of them, and the others are as before. */
  private boolean suspects(Answer answer, Piece piece) {
    Set<String> answered = answer.metrics().getWorkersMap().keySet();
    if (answered.isEmpty()) {
      return false;
    }
    for (String id : piece.ids()) {
      learn(id, answer);
      known(id, answered);
    }
    return true;
  }

  private void known(String id, Set<String> having) {
    if (having.containsAll(live)) {
      memory.suspects.acquit(id);
    } else {
      memory.suspects.found(id, having);
    }
  }

  /** One cluster alone: whatever came is all there is. */
  private boolean single(Answer answer, Piece piece) {
    String id = piece.ids().get(0);
    Set<String> having = answer.having(id);
    ClusterMetrics largest = answer.largest(id);
    if (piece.kind() != Piece.Kind.PART) {
      memory.learnRows(id, largest.getBackendsCount(), table);
      known(id, having);
    }
    if (piece.kind() == Piece.Kind.PROBE) {
      probed(id, largest, having);
      return false;
    }
    if (piece.kind() == Piece.Kind.PART && piece.names().size() == 1) {
      memory.sizes.measured(id, piece.names().get(0), largest.getSerializedSize());
    }
    if (!having.isEmpty() && !id.equals(lastPart)) {
      clusters += hasSeries(answer, id) ? 1 : 0;
      lastPart = id;
    }
    return !having.isEmpty();
  }

  private void probed(String id, ClusterMetrics largest, Set<String> having) {
    if (having.isEmpty()) {
      return;
    }
    int rows = largest.getBackendsCount();
    Reckoning reckoning = reckoning();
    List<String> names = memory.names();
    if (reckoning.fits(reckoning.worst(id, rows))) {
      plan.first(Piece.clusters(List.of(id), query.names()));
    } else if (!query.names().isEmpty()) {
      plan.byName(id, rows, largest.getSerializedSize(), query.names(), reckoning);
    } else if (names != null) {
      List<String> all = List.copyOf(memory.sizes.with(names));
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
    plan.measured(id, name, bytes, reckoning());
  }

  private void learn(Answer answer, Piece piece) {
    if (piece.kind() == Piece.Kind.PROBE) {
      for (String id : piece.ids()) {
        memory.learnRows(id, answer.largest(id).getBackendsCount(), table);
      }
      plan.probed(piece.ids(), reckoning());
      return;
    }
    for (String id : piece.ids()) {
      learn(id, answer);
    }
    memory.sizes.learn(answer.largest(piece.ids().get(0)));
    long weight = weigh(answer, piece);
    size.learn(piece.ids().size(), weight, answer.nanos(), reckoning().target());
  }

  private void learn(String id, Answer answer) {
    int rows = answer.largest(id).getBackendsCount();
    if (rows > 0) {
      memory.learnRows(id, rows, table);
      if (rows > Math.max(0, table.backends(id))) {
        plan.probeFirst();
      }
    }
    clusters += hasSeries(answer, id) ? 1 : 0;
  }

  /** The bytes of an answer: counted now and then, as that takes a third of decoding. */
  private long weigh(Answer answer, Piece piece) {
    double known = size.bytesPerCluster();
    return known == 0 || pieces < WEIGHED || pieces % WEIGHED == 0
        ? answer.response().getSerializedSize()
        : (long) (known * piece.ids().size());
  }

  private static boolean hasSeries(Answer answer, String id) {
    return answer.metrics().getWorkersMap().values().stream()
        .anyMatch(
            worker ->
                Answer.hasSeries(
                    worker.getClustersOrDefault(id, ClusterMetrics.getDefaultInstance())));
  }

  private void deliver(Answer answer) {
    pieces++;
    bytes +=
        answer.piece().kind() == Piece.Kind.CLUSTERS && answer.piece().ids().size() > 1
            ? weigh(answer, answer.piece())
            : answer.response().getSerializedSize();
    sink.piece(answer.metrics());
  }

  private void stop(@Nullable String reason) {
    incomplete.add("stopped with " + plan.left() + " clusters left: " + reason);
    plan.stop();
  }

  private Reckoning reckoning() {
    return new Reckoning(wire.maxFrame(), Math.max(1, Math.max(live.size(), running.size())));
  }

  private void finish() {
    gone.forEach(worker -> incomplete.add("worker " + worker + " ended meanwhile"));
    result.complete(new Collected(pieces, bytes, clusters, List.copyOf(incomplete)));
  }

  /** Whatever goes wrong here or in the sink ends the collection, never silently. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable failure) {
      result.completeExceptionally(failure);
    }
  }

  static Throwable unwrapped(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? new IllegalStateException("no answer and no failure") : cause;
  }
}
