package io.sozu.metrics.internal.collect;

import io.sozu.client.Metrics.Collected;
import io.sozu.client.Metrics.MetricsSink;
import io.sozu.client.MetricsQuery;
import io.sozu.client.SozuClient;
import io.sozu.metrics.MetricsOptions;
import io.sozu.metrics.internal.convert.Families;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import io.sozu.metrics.internal.convert.PieceConverter;
import io.sozu.protocol.command.AggregatedMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The collections of one instance: one at a time, shared by all scrapes that come while it runs or
 * shortly after. Thread-safe; conversion runs on the client's callback threads.
 */
final class Collector implements AutoCloseable {
  /** For how long a collection that no scrape could wait for is worth telling. */
  private static final Duration LATE = Duration.ofSeconds(60);

  private final SozuClient client;
  private final Families families;
  private final Labels labels;
  private final MetricsOptions options;
  final LongAdder cut = new LongAdder();
  final LongAdder complete = new LongAdder();
  final LongAdder incomplete = new LongAdder();
  final LongAdder failed = new LongAdder();

  private @Nullable CompletableFuture<Collection> running;

  /** The client's side of the running one. */
  private @Nullable CompletableFuture<Collected> collecting;

  private boolean closed;
  private @Nullable Collection last;
  private boolean lastWasTold;

  /** When the last one ended that Sōzu answered, or when the first one began. */
  private long goodAt;

  Collector(SozuClient client, Families families, Labels labels, MetricsOptions options) {
    this.client = client;
    this.families = families;
    this.labels = labels;
    this.options = options;
  }

  /** The collection that runs, the one that just ended, or a new one. */
  synchronized CompletableFuture<Collection> collection() {
    if (closed) {
      return CompletableFuture.completedFuture(
          Collection.failed(System.nanoTime(), Duration.ZERO, "no longer measured"));
    }
    Collection ended = last;
    if (ended != null && since(ended) < options.cache().toNanos()) {
      return CompletableFuture.completedFuture(ended);
    }
    CompletableFuture<Collection> now = running;
    if (now == null) {
      now = new CompletableFuture<>();
      running = now;
      start(now);
    }
    return now;
  }

  /**
   * Waits for a collection and no longer than until a point in time. After that it is the last one
   * that ended well, if no scrape has had it; else null.
   */
  @Nullable Collection await(CompletableFuture<Collection> stage, long untilNanos) {
    try {
      Collection collection =
          stage.get(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      told(collection);
      return collection;
    } catch (java.util.concurrent.TimeoutException e) {
      return late();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Collection.failed(System.nanoTime(), Duration.ZERO, "interrupted");
    } catch (java.util.concurrent.ExecutionException e) {
      return Collection.failed(System.nanoTime(), Duration.ZERO, String.valueOf(e.getCause()));
    }
  }

  /** The last collection that ended, if there was one. */
  synchronized @Nullable Collection last() {
    return last;
  }

  /**
   * How old what is known is: since the end of the last collection that Sōzu answered, or since the
   * beginning of the first one.
   */
  synchronized long ageNanos() {
    return System.nanoTime() - goodAt;
  }

  private synchronized void told(Collection collection) {
    Collection ended = last;
    lastWasTold |= ended != null && collection.endedAt() == ended.endedAt();
  }

  private synchronized @Nullable Collection late() {
    Collection ended = last;
    if (ended != null && ended.up() && !lastWasTold && since(ended) < LATE.toNanos()) {
      lastWasTold = true;
      return ended;
    }
    return null;
  }

  private static long since(Collection ended) {
    return System.nanoTime() - ended.endedAt();
  }

  /** Ends the running collection: what asks for it holds this bundle's class loader. */
  @Override
  public void close() {
    CompletableFuture<Collected> cancelled;
    synchronized (this) {
      closed = true;
      cancelled = collecting;
    }
    if (cancelled != null) {
      cancelled.cancel(true);
    }
  }

  private void start(CompletableFuture<Collection> result) {
    long startedAt = System.nanoTime();
    if (last == null) {
      goodAt = startedAt;
    }
    PieceConverter converter = new PieceConverter(families, labels, options.workers());
    Snapshot snapshot = new Snapshot();
    Capped capped = new Capped(snapshot, options.seriesMax());
    MetricsQuery query =
        new MetricsQuery(
            options.clusters(), List.of(), options.metrics(), options.collectTimeout());
    CompletableFuture<Collected> asked;
    try {
      asked =
          client.metrics().collect(query, new Converting(converter, capped)).toCompletableFuture();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e); // a client that is being closed
    }
    collecting = asked;
    CompletableFuture<?> unused =
        asked.whenComplete(
            (collected, failure) -> {
              long endedAt = System.nanoTime();
              Duration took = Duration.ofNanos(endedAt - startedAt);
              Collection ended =
                  failure != null
                      ? Collection.failed(endedAt, took, reason(failure))
                      : new Collection(
                          snapshot.lines() > 0,
                          snapshot,
                          endedAt,
                          took,
                          collected,
                          capped.cut(),
                          converter.dropped(),
                          snapshot.lines() > 0 ? null : String.join("; ", collected.incomplete()));
              end(ended);
              result.complete(ended);
            });
  }

  private synchronized void end(Collection ended) {
    cut.add(ended.cut());
    (ended.complete() ? complete : ended.up() ? incomplete : failed).increment();
    last = ended;
    if (ended.up()) {
      goodAt = ended.endedAt();
    }
    lastWasTold = false;
    running = null;
    collecting = null;
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }

  /** Converts pieces as they arrive. */
  private record Converting(PieceConverter converter, FamilySink into) implements MetricsSink {
    @Override
    public void piece(AggregatedMetrics piece) {
      converter.convert(piece, true, into);
    }

    @Override
    public void partialPiece(AggregatedMetrics piece, Set<String> missing) {
      converter.convert(piece, false, into);
    }
  }
}
