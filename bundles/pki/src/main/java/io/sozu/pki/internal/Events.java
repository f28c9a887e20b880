package io.sozu.pki.internal;

import io.sozu.client.event.SozuEvent;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Events of Sōzu that make us look at what it serves. Hints only: what counts is what it answers.
 */
final class Events implements Flow.Subscriber<SozuEvent> {
  /** Several come at once. */
  private static final Duration SOON = Duration.ofMillis(50);

  /** Our own changes are told, too, and some of it late. */
  private static final Duration LATER = Duration.ofSeconds(1);

  private final Schedule schedule;
  private Flow.@Nullable Subscription subscription;
  private boolean ended;

  Events(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription now) {
    if (ended) {
      now.cancel();
      return;
    }
    subscription = now;
    now.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(SozuEvent event) {
    if (event instanceof SozuEvent.Gap || event instanceof SozuEvent.WorkerStarted) {
      schedule.askIn(SOON);
    } else if (event instanceof SozuEvent.Reported reported) {
      switch (reported.kind()) {
        case LISTENER_ADDED, LISTENER_ACTIVATED, LISTENER_DEACTIVATED, LISTENER_REMOVED ->
            schedule.askIn(SOON);
        case CONFIGURATION_RELOADED, MAIN_UPGRADED, WORKER_UPGRADED -> schedule.askIn(SOON);
        case CERTIFICATE_ADDED, CERTIFICATE_REMOVED, CERTIFICATE_REPLACED, STATE_LOADED ->
            schedule.suspectIn(LATER);
        default -> {}
      }
    }
  }

  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onComplete() {}

  synchronized void end() {
    ended = true;
    Flow.Subscription now = subscription;
    if (now != null) {
      now.cancel();
    }
  }
}
