package io.sozu.metrics.internal.collect;

import io.sozu.client.event.SozuEvent;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import io.sozu.protocol.command.EventKind;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts events by kind. The kinds are those of Sōzu 2.3.3, the client's own, and "other". */
final class EventCounts implements Flow.Subscriber<SozuEvent> {
  private static final String OTHER = "other";

  private final Map<String, LongAdder> counts = new TreeMap<>();
  private final LongAdder other = new LongAdder();
  private final Consumer<SozuEvent> also;
  private Flow.@Nullable Subscription subscription;
  private boolean closed;

  EventCounts(Consumer<SozuEvent> also) {
    this.also = also;
    for (EventKind kind : EventKind.values()) {
      counts.put(kind.name().toLowerCase(Locale.ROOT), new LongAdder());
    }
    for (String own :
        new String[] {
          "gap", "worker_started", "worker_lost", "worker_not_answering", "worker_answering"
        }) {
      counts.put(own, new LongAdder());
    }
    counts.put(OTHER, other);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    if (closed) {
      given.cancel();
      return;
    }
    subscription = given;
    given.request(Long.MAX_VALUE); // counting is quicker than any event comes
  }

  @Override
  public void onNext(SozuEvent event) {
    counts.getOrDefault(kind(event), other).increment();
    also.accept(event);
  }

  @Override
  public void onError(Throwable failure) {
    // The client's own status tells it; counts stay as they are.
  }

  @Override
  public void onComplete() {}

  synchronized void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }

  void tell(Labels labels, FamilySink sink) {
    counts.forEach(
        (kind, count) -> sink.value(OwnFamilies.EVENTS, labels.and("kind", kind), count.sum()));
  }

  private static String kind(SozuEvent event) {
    if (event instanceof SozuEvent.Reported reported) {
      return reported.kind().name().toLowerCase(Locale.ROOT);
    } else if (event instanceof SozuEvent.Gap) {
      return "gap";
    } else if (event instanceof SozuEvent.WorkerStarted) {
      return "worker_started";
    } else if (event instanceof SozuEvent.WorkerLost) {
      return "worker_lost";
    } else if (event instanceof SozuEvent.WorkerNotAnswering) {
      return "worker_not_answering";
    } else if (event instanceof SozuEvent.WorkerAnswering) {
      return "worker_answering";
    }
    return OTHER;
  }
}
