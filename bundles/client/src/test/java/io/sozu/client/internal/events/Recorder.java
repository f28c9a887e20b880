package io.sozu.client.internal.events;

import io.sozu.client.event.SozuEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Remembers its signals as text, in order. */
final class Recorder implements Flow.Subscriber<SozuEvent> {
  final List<String> signals = new CopyOnWriteArrayList<>();
  private final long first;
  private volatile Flow.@Nullable Subscription subscription;

  /**
   * @param first how much to request at once, 0 for nothing
   */
  Recorder(long first) {
    this.first = first;
  }

  Flow.Subscription subscription() {
    Flow.Subscription there = subscription;
    if (there == null) {
      throw new IllegalStateException("no onSubscribe yet");
    }
    return there;
  }

  @Override
  public void onSubscribe(Flow.Subscription there) {
    subscription = there;
    signals.add("subscribed");
    if (first > 0) {
      there.request(first);
    }
  }

  @Override
  public void onNext(SozuEvent event) {
    signals.add(text(event));
  }

  private static String text(SozuEvent event) {
    if (event instanceof SozuEvent.Reported reported) {
      return reported.source() + " " + reported.kind() + " " + reported.event().getClusterId();
    }
    if (event instanceof SozuEvent.Gap gap) {
      return "gap: " + gap.reason();
    }
    return event.getClass().getSimpleName();
  }

  @Override
  public void onError(Throwable failure) {
    signals.add("error: " + failure.getClass().getSimpleName());
  }

  @Override
  public void onComplete() {
    signals.add("complete");
  }
}
