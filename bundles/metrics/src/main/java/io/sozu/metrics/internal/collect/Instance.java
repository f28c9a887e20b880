package io.sozu.metrics.internal.collect;

import io.sozu.client.SozuClient;
import io.sozu.client.event.SozuEvent;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.metrics.MetricsOptions;
import io.sozu.metrics.internal.convert.Families;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import io.sozu.protocol.command.MetricDetail;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** All that is told of one Sōzu. Thread-safe. */
final class Instance implements AutoCloseable {
  /** How long a page waits for what it can do without. */
  private static final Duration SIDE_QUESTIONS = Duration.ofMillis(500);

  /** How long a page waits for a Sōzu to which there is no connection: it may just be coming. */
  private static final Duration AWAY = Duration.ofSeconds(1);

  private static final StatusFigures CLIENT_FIGURES =
      new StatusFigures("sozu_client_", "the connector's own client");

  private final SozuClient client;
  private final Labels labels;
  private final Collector collector;
  private final SharedQuestion answering = new SharedQuestion();
  private final WorkersWatch workers;
  private final EventCounts events;
  private final @Nullable CertificateWatch certificates;
  private final @Nullable DetailKeeper detail;

  Instance(
      SozuClient client,
      Families families,
      MetricsOptions options,
      ScheduledExecutorService keeper) {
    this.client = client;
    this.labels = Labels.of("sozu_instance", client.instance());
    this.collector = new Collector(client, families, labels, options);
    this.workers = new WorkersWatch(client);
    this.certificates =
        options.certificates() ? new CertificateWatch(client, options, keeper) : null;
    MetricDetail raised = options.detail();
    this.detail = raised == null ? null : new DetailKeeper(client, raised, options, keeper);
    this.events = new EventCounts(this::seen);
    client.events().subscribe(events);
  }

  String name() {
    return client.instance();
  }

  SozuClient client() {
    return client;
  }

  /** A scrape's look at this instance: begun for all instances, then awaited one after another. */
  final class Look {
    private final long beganAt = System.nanoTime();
    private final CompletableFuture<Collection> collection;
    private final CompletableFuture<Boolean> answered;
    private final CompletableFuture<Void> side;

    private Look() {
      if (detail != null) {
        detail.scraped();
      }
      collection = collector.collection();
      // What only the main process answers: a collection also waits for the workers.
      answered = answering.ask(() -> client.workers().list());
      CompletableFuture<Boolean> expiry =
          certificates == null ? CompletableFuture.completedFuture(false) : certificates.refresh();
      side = CompletableFuture.allOf(workers.refresh(), expiry);
    }

    /** The collection and what the connector knows besides, until this point in time. */
    List<Snapshot> await(long untilNanos) {
      long until = away() ? Math.min(untilNanos, beganAt + AWAY.toNanos()) : untilNanos;
      Collection told = collector.await(collection, until);
      awaitSide(Math.min(untilNanos, beganAt + SIDE_QUESTIONS.toNanos()));
      Snapshot own = new Snapshot();
      own.value(OwnFamilies.UP, labels, up(told) ? 1 : 0);
      tell(told, own);
      return told == null ? List.of(own) : List.of(own, told.snapshot());
    }

    /** A collection that takes longer than a scrape is no sign that Sōzu is down. */
    private boolean up(@Nullable Collection told) {
      return told == null ? answered.getNow(false) : told.up();
    }

    private void awaitSide(long untilNanos) {
      try {
        side.get(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        return; // what is known is told, with its age
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  Look look() {
    return new Look();
  }

  /** Why the last collection failed or is incomplete; empty when it is complete. */
  String trouble() {
    Collection last = collector.last();
    if (last == null || last.complete()) {
      return "";
    }
    String failure = last.failure();
    return failure == null ? String.join("; ", last.collected().incomplete()) : failure;
  }

  @Override
  public void close() {
    collector.close();
    events.close();
    if (detail != null) {
      detail.close();
    }
  }

  private boolean away() {
    return client.status().health() == Health.NOT_READY;
  }

  private void seen(SozuEvent event) {
    if (event instanceof SozuEvent.WorkerNotAnswering gone) {
      workers.notAnswering(gone.worker(), gone.pid());
    } else if (event instanceof SozuEvent.WorkerAnswering back) {
      workers.answering(back.worker(), back.pid());
    } else if (event instanceof SozuEvent.Gap && certificates != null) {
      certificates.doubt();
    }
  }

  private void tell(@Nullable Collection told, FamilySink sink) {
    Collection good = told != null && told.up() ? told : null;
    long age = good == null ? collector.ageNanos() : System.nanoTime() - good.endedAt();
    sink.value(OwnFamilies.AGE, labels, age / 1_000_000);
    Collection last = collector.last();
    if (last != null) {
      sink.value(OwnFamilies.DURATION, labels, last.took().toMillis());
    }
    if (good != null) {
      sink.value(OwnFamilies.PIECES, labels, good.collected().pieces());
      sink.value(OwnFamilies.BYTES, labels, good.collected().bytes());
      sink.value(OwnFamilies.CLUSTERS, labels, good.collected().clusters());
      sink.value(OwnFamilies.GAPS, labels, good.collected().incomplete().size());
      sink.value(OwnFamilies.DROPPED, labels, good.dropped());
      sink.value(OwnFamilies.CUT, labels, good.cut());
    }
    sink.value(OwnFamilies.CUT_TOTAL, labels, collector.cut.sum());
    result(sink, "complete", collector.complete.sum());
    result(sink, "incomplete", collector.incomplete.sum());
    result(sink, "failed", collector.failed.sum());
    if (away()) {
      workers.forget(); // whoever comes back has other workers
    } else {
      workers.tell(labels, sink);
    }
    events.tell(labels, sink);
    if (certificates != null) {
      certificates.tell(labels, sink);
    }
    if (detail != null) {
      sink.value(OwnFamilies.DETAIL, labels, detail.active() ? 1 : 0);
    }
    ConnectorStatus status = client.status();
    sink.value(OwnFamilies.CONNECTED, labels, status.health() == Health.NOT_READY ? 0 : 1);
    sink.value(OwnFamilies.STATE_SINCE, labels, status.since().toEpochMilli());
    CLIENT_FIGURES.tell(status, labels, sink);
  }

  private void result(FamilySink sink, String result, long count) {
    sink.value(OwnFamilies.COLLECTIONS, labels.and("result", result), count);
  }
}
