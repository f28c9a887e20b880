package io.sozu.client.internal.events;

import io.sozu.client.config.Backoff;
import io.sozu.client.event.SozuEvent;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire;
import io.sozu.client.internal.wire.Wire.Dedicated;
import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.SubscribeEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The connection that is subscribed to Sōzu's events, made again after each loss, for as long as it
 * is not stopped. Thread-safe.
 */
final class Line {
  /** Who hears of it. Called one at a time for one connection. */
  interface Listener {
    /** Subscribed: events come from now on. */
    void live(Line line);

    void event(Line line, SozuEvent event);

    /** The connection is gone: events may be missed until it is live again. */
    void lost(Line line, String reason);
  }

  private static final Request SUBSCRIBE =
      Request.newBuilder().setSubscribeEvents(SubscribeEvents.getDefaultInstance()).build();

  /** Sōzu never ends a subscription with an answer. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final Wire wire;
  private final Listener listener;
  private final Backoff backoff;
  private @Nullable Dedicated connection;
  private boolean live;
  private boolean stopped;

  Line(Wire wire, Listener listener) {
    this.wire = wire;
    this.listener = listener;
    this.backoff = new Backoff(wire.options().reconnectMin(), wire.options().reconnectMax());
  }

  void start() {
    CompletableFuture<?> unused =
        wire.dedicated(Deadline.in(wire.options().requestTimeout()))
            .whenComplete(
                (opened, failure) -> {
                  if (opened == null) {
                    again();
                  } else {
                    subscribe(opened);
                  }
                });
  }

  void stop() {
    Dedicated open;
    synchronized (this) {
      stopped = true;
      open = connection;
    }
    if (open != null) {
      open.close();
    }
  }

  private void subscribe(Dedicated opened) {
    boolean late;
    synchronized (this) {
      late = stopped;
      connection = opened;
      live = false;
    }
    if (late) {
      opened.close();
      return;
    }
    try {
      CompletableFuture<?> unused =
          opened
              .send(SUBSCRIBE, Deadline.in(FOR_EVER), this::heard)
              .whenComplete((answer, failure) -> ended(opened, failure));
    } catch (RuntimeException unsent) {
      ended(opened, unsent);
    }
    // Sōzu answers nothing at all to what it does not understand.
    wire.steps().after(wire.options().requestTimeout().toNanos(), () -> closeUnlessLive(opened));
  }

  private void heard(Response answer) {
    Event event = answer.getContent().getEvent();
    boolean first;
    synchronized (this) {
      first = !live && event.getKind() == EventKind.EVENTS_SUBSCRIBED;
      if (stopped || (!live && !first)) {
        return;
      }
      live = true;
    }
    if (first) {
      backoff.reset();
      listener.live(this);
    } else {
      listener.event(this, new SozuEvent.Reported(Instant.now(), answer.getMessage(), event));
    }
  }

  private void closeUnlessLive(Dedicated opened) {
    boolean silent;
    synchronized (this) {
      silent = !live && connection == opened;
    }
    if (silent) {
      opened.close();
    }
  }

  private void ended(Dedicated opened, @Nullable Throwable failure) {
    boolean wasLive;
    synchronized (this) {
      wasLive = live;
      live = false;
      connection = null;
      if (stopped) {
        return;
      }
    }
    opened.close();
    if (wasLive) {
      listener.lost(
          this,
          failure == null ? "Sōzu ended the subscription" : String.valueOf(failure.getMessage()));
    }
    again();
  }

  private void again() {
    synchronized (this) {
      if (stopped) {
        return;
      }
    }
    wire.steps().after(backoff.pause(), this::startUnlessStopped);
  }

  private void startUnlessStopped() {
    synchronized (this) {
      if (stopped) {
        return;
      }
    }
    start();
  }
}
