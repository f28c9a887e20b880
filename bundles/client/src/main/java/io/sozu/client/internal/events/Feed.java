package io.sozu.client.internal.events;

import io.sozu.client.event.SozuEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: a bounded queue and what the subscriber still wants. What does not fit is
 * dropped until the queue is empty, and one gap tells how much. Signals go out one after the other
 * on the callback executor. Thread-safe.
 */
final class Feed implements Flow.Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  /** After so many signals others get the thread. */
  private static final int FAIR = 64;

  private final Flow.Subscriber<? super SozuEvent> subscriber;
  private final int capacity;
  private final Executor executor;
  private final Consumer<Feed> cancelled;

  private final Queue<SozuEvent> queue = new ArrayDeque<>();
  private long demand;
  private long lost;
  private boolean introduced;
  private boolean completed;
  private @Nullable IllegalArgumentException misuse;
  private boolean over;
  private boolean draining;

  /**
   * @param cancelled told when the subscriber wants no more, whatever the reason
   */
  Feed(
      Flow.Subscriber<? super SozuEvent> subscriber,
      int capacity,
      Executor executor,
      Consumer<Feed> cancelled) {
    this.subscriber = subscriber;
    this.capacity = capacity;
    this.executor = executor;
    this.cancelled = cancelled;
  }

  /** Begins with onSubscribe. */
  void start() {
    synchronized (this) {
      if (draining) {
        return;
      }
      draining = true;
    }
    drainLater();
  }

  /** Takes an event to deliver, or counts it as lost. */
  void offer(SozuEvent event) {
    synchronized (this) {
      if (over || completed) {
        return;
      }
      if (lost > 0 || queue.size() >= capacity) {
        lost++;
      } else {
        queue.add(event);
      }
    }
    start();
  }

  /** No more events will come. */
  void complete() {
    synchronized (this) {
      completed = true;
    }
    start();
  }

  @Override
  public void request(long n) {
    synchronized (this) {
      if (n > 0) {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      } else {
        misuse = new IllegalArgumentException("request(" + n + ") must be above zero");
      }
    }
    start();
  }

  @Override
  public void cancel() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      queue.clear();
    }
    cancelled.accept(this);
  }

  private void drainLater() {
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException clientClosed) {
      drain();
    }
  }

  private void drain() {
    for (int signals = 0; signals < FAIR; signals++) {
      Runnable signal = nextSignal();
      if (signal == null) {
        return;
      }
      try {
        signal.run();
      } catch (Throwable failure) {
        // The rules of Flow forbid this; the subscription is over and nobody else is hurt.
        LOG.warn("a subscriber of events failed and gets no more", failure);
        cancel();
      }
    }
    drainLater();
  }

  /** Decides under the lock what to tell; the telling happens outside. */
  private synchronized @Nullable Runnable nextSignal() {
    if (!introduced) {
      introduced = true;
      return () -> subscriber.onSubscribe(this);
    }
    IllegalArgumentException wrong = misuse;
    if (!over && wrong != null) {
      return () -> {
        cancel();
        subscriber.onError(wrong);
      };
    }
    SozuEvent event = over || demand == 0 ? null : nextEvent();
    if (event != null) {
      demand--;
      return () -> subscriber.onNext(event);
    }
    if (!over && completed) {
      return () -> {
        cancel();
        subscriber.onComplete();
      };
    }
    draining = false;
    return null;
  }

  private @Nullable SozuEvent nextEvent() {
    SozuEvent event = queue.poll();
    if (event == null && lost > 0) {
      event =
          new SozuEvent.Gap(
              Instant.now(),
              lost + " events lost: the subscriber's buffer of " + capacity + " was full");
      lost = 0;
    }
    return event;
  }
}
