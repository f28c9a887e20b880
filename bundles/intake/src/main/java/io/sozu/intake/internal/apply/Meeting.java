package io.sozu.intake.internal.apply;

import io.sozu.client.config.Backoff;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.internal.decode.Words;
import io.sozu.intake.internal.loop.Loop;
import io.sozu.intake.internal.loop.Ticks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices a Sōzu that is met for the first time, or that was replaced by another process, and has
 * the source restore it before anything else goes there. On the intake's thread.
 */
public final class Meeting {
  private static final long NONE = 0;

  private final Sozu sozu;
  private final Loop loop;
  private final Supplier<CompletionStage<?>> restore;
  private final Runnable replaced;
  private Backoff pauses;
  private long restored = NONE;
  private boolean restoring;
  private long retryAt;
  private String trouble = "";

  /**
   * Nobody met yet.
   *
   * @param restore how the source restores it
   * @param replaced told when another process than before has been restored
   */
  public Meeting(
      Sozu sozu,
      Loop loop,
      IntakeOptions options,
      Supplier<CompletionStage<?>> restore,
      Runnable replaced) {
    this.sozu = sozu;
    this.loop = loop;
    this.restore = restore;
    this.replaced = replaced;
    this.pauses = new Backoff(options.retryMin(), options.retryMax());
  }

  /** Uses the pauses of other options. */
  public void use(IntakeOptions options) {
    pauses = new Backoff(options.retryMin(), options.retryMax());
  }

  /** Whether the Sōzu that is there now has been restored. */
  public boolean isOver() {
    return restored != NONE && restored == sozu.generation();
  }

  /** Why restoring fails, for people; empty if it does not. */
  public String trouble() {
    return trouble;
  }

  /** Looks who is there. To be called while nothing else is sent. */
  public void look() {
    long generation = sozu.generation();
    if (restoring || generation == NONE || generation == restored) {
      return;
    }
    if (Ticks.now() < retryAt) {
      loop.wakeAt(retryAt);
      return;
    }
    restoring = true;
    CompletionStage<?> done;
    try {
      done = restore.get();
    } catch (RuntimeException e) {
      done = CompletableFuture.failedStage(e);
    }
    done.whenComplete((any, failure) -> loop.execute(() -> came(generation, failure)));
  }

  private void came(long generation, @Nullable Throwable failure) {
    restoring = false;
    if (failure != null) {
      trouble = "Sōzu could not be restored, trying on: " + Words.clean(failure.toString());
      retryAt = Ticks.now() + pauses.pause();
      return;
    }
    trouble = "";
    pauses.reset();
    boolean another = restored != NONE;
    restored = generation;
    if (another) {
      replaced.run();
    }
  }
}
