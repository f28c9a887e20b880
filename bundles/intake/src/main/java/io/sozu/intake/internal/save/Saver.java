package io.sozu.intake.internal.save;

import io.sozu.client.config.Backoff;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.Message;
import io.sozu.intake.internal.apply.Sozu;
import io.sozu.intake.internal.decode.Words;
import io.sozu.intake.internal.loop.Loop;
import io.sozu.intake.internal.loop.Ticks;
import io.sozu.intake.internal.order.Entry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has Sōzu's state saved while there are messages in force that are in no saved state yet. On the
 * intake's thread.
 *
 * @param <M> the connector's messages
 */
public final class Saver<M extends Message> {
  /** From the beginning of one save to that of the next: each writes the whole state. */
  private static final Duration APART = Duration.ofMillis(100);

  private final Sozu sozu;
  private final Loop loop;
  private final Consumer<Entry<M>> saved;
  private final Deque<Entry<M>> unsaved = new ArrayDeque<>();
  private Backoff pauses;
  private long nextAt;
  private String trouble = "";

  /** Messages that the running save covers, from the first on; 0 when none runs. */
  private int covered;

  /** Grows when what a running save covers is nobody's business any more. */
  private int round;

  /**
   * A saver with nothing to save.
   *
   * @param saved told of each message that cannot get lost any more
   */
  public Saver(Sozu sozu, Loop loop, IntakeOptions options, Consumer<Entry<M>> saved) {
    this.sozu = sozu;
    this.loop = loop;
    this.saved = saved;
    this.pauses = new Backoff(options.retryMin(), options.retryMax());
  }

  /** Uses the pauses of other options. */
  public void use(IntakeOptions options) {
    pauses = new Backoff(options.retryMin(), options.retryMax());
  }

  /** A message that is in force. */
  public void add(Entry<M> entry) {
    unsaved.add(entry);
  }

  /** Whether messages wait for a save that may still come. */
  public boolean isIdle() {
    return unsaved.isEmpty() || !trouble.isEmpty();
  }

  /** Why saving fails, for people; empty if it does not. */
  public String trouble() {
    return trouble;
  }

  /** Takes out all messages that are in no saved state. */
  public List<Entry<M>> takeUnsaved() {
    List<Entry<M>> all = new ArrayList<>(unsaved);
    unsaved.clear();
    covered = 0;
    round++;
    return all;
  }

  /** Begins a save if one is needed. */
  public void save() {
    if (unsaved.isEmpty() || covered > 0) {
      return;
    }
    long now = Ticks.now();
    if (now < nextAt) {
      loop.wakeAt(nextAt);
      return;
    }
    nextAt = now + APART.toNanos();
    covered = unsaved.size();
    int thisRound = round;
    long generation = sozu.generation();
    CompletionStage<Void> done;
    try {
      done = sozu.saveNow();
    } catch (RuntimeException e) {
      done = CompletableFuture.failedStage(e);
    }
    done.whenComplete((any, failure) -> loop.execute(() -> came(thisRound, generation, failure)));
  }

  private void came(int thisRound, long generation, @Nullable Throwable failure) {
    if (thisRound != round) {
      return;
    }
    int covers = covered;
    covered = 0;
    if (failure != null) {
      trouble = "Sōzu's state is not saved, trying on: " + Words.clean(failure.toString());
      nextAt = Ticks.now() + pauses.pause();
      return;
    }
    trouble = "";
    pauses.reset();
    // Of another process, the state may lack what was in force in the one before.
    if (generation == sozu.generation()) {
      for (int i = 0; i < covers; i++) {
        saved.accept(unsaved.remove());
      }
    }
  }
}
