package io.sozu.client.internal.events;

import io.sozu.client.event.SozuEvent;
import io.sozu.client.internal.watch.WorkerWatch;
import io.sozu.client.internal.wire.Wire;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Sōzu's events for any number of subscribers. While there is at least one, one connection is
 * subscribed and the workers are watched. Thread-safe.
 */
public final class EventHub
    implements Flow.Publisher<SozuEvent>, AutoCloseable, Line.Listener, WorkerWatch.Observer {
  private final Wire wire;

  /** Subscriptions, and what a gap will tell each when events come (again). */
  private final Map<Feed, String> feeds = new LinkedHashMap<>();

  private @Nullable Line line;
  private @Nullable WorkerWatch watch;
  private boolean live;
  private boolean closed;

  public EventHub(Wire wire) {
    this.wire = wire;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super SozuEvent> subscriber) {
    Feed feed =
        new Feed(
            Objects.requireNonNull(subscriber, "subscriber"),
            wire.options().eventBuffer(),
            wire.callbacks(),
            this::cancelled);
    Line started = null;
    synchronized (this) {
      feed.start();
      if (closed) {
        feed.complete();
        return;
      }
      feeds.put(feed, "subscribed");
      if (line == null) {
        started = new Line(wire, this);
        line = started;
      } else if (live) {
        greet(feed, "subscribed");
      }
    }
    if (started != null) {
      started.start();
    }
  }

  private synchronized void cancelled(Feed feed) {
    feeds.remove(feed);
    if (feeds.isEmpty()) {
      stop();
    }
  }

  private void stop() {
    if (line != null) {
      line.stop();
      line = null;
    }
    if (watch != null) {
      watch.stop();
      watch = null;
    }
    live = false;
  }

  @Override
  public synchronized void live(Line from) {
    if (from != line) {
      return;
    }
    live = true;
    List.copyOf(feeds.entrySet()).forEach(feed -> greet(feed.getKey(), feed.getValue()));
    if (watch == null) {
      watch = new WorkerWatch(wire, this);
      watch.start();
    }
  }

  private void greet(Feed feed, String reason) {
    feeds.put(feed, "");
    feed.offer(new SozuEvent.Gap(Instant.now(), reason));
  }

  @Override
  public synchronized void event(Line from, SozuEvent event) {
    if (from == line) {
      feeds.keySet().forEach(feed -> feed.offer(event));
    }
  }

  @Override
  public synchronized boolean looking() {
    return live;
  }

  @Override
  public synchronized void saw(List<SozuEvent> events) {
    // Otherwise a gap is due, which makes listeners look at the workers as well.
    if (live) {
      feeds.keySet().forEach(feed -> events.forEach(feed::offer));
    }
  }

  @Override
  public synchronized void lost(Line from, String reason) {
    if (from == line) {
      live = false;
      feeds.replaceAll((feed, gap) -> gap.isEmpty() ? "subscribed again after: " + reason : gap);
    }
  }

  /** Completes every subscription. The wire is still open then. */
  @Override
  public void close() {
    List<Feed> all;
    synchronized (this) {
      closed = true;
      stop();
      all = List.copyOf(feeds.keySet());
      feeds.clear();
    }
    all.forEach(Feed::complete);
  }
}
