package io.sozu.intake.internal.settle;

import io.sozu.client.config.Backoff;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.Message;
import io.sozu.intake.Result;
import io.sozu.intake.Source;
import io.sozu.intake.internal.Figures;
import io.sozu.intake.internal.decode.Words;
import io.sozu.intake.internal.loop.Loop;
import io.sozu.intake.internal.order.Entry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives the source its dead letters and replies, each again and again until the source has it. Many
 * may be on their way at once. On the intake's thread.
 *
 * @param <M> the connector's messages
 */
public final class Settler<M extends Message> {
  private enum Step {
    DEAD_LETTER,
    REPLY
  }

  private final Source<M> source;
  private final Loop loop;
  private final Figures figures;
  private final Consumer<Entry<M>> settled;
  private IntakeOptions options;
  private int onTheirWay;
  private int failing;
  private String lastFailure = "";

  /**
   * A settler with nothing to do.
   *
   * @param settled told of each message that the source knows all about
   */
  public Settler(
      Source<M> source,
      Loop loop,
      Figures figures,
      IntakeOptions options,
      Consumer<Entry<M>> settled) {
    this.source = source;
    this.loop = loop;
    this.figures = figures;
    this.options = options;
    this.settled = settled;
  }

  /** Uses the pauses of other options. */
  public void use(IntakeOptions now) {
    options = now;
  }

  /** Tells the source what became of a message. */
  public void settle(Entry<M> entry, Result result) {
    onTheirWay++;
    new Delivery(entry, result).go();
  }

  /** Whether the source has everything. */
  public boolean isIdle() {
    return onTheirWay == 0;
  }

  /** What the source does not take, for people; empty if it takes everything. */
  public String trouble() {
    return failing == 0
        ? ""
        : failing + " dead letters or replies are not taken, trying on: " + lastFailure;
  }

  /** One message on its way to the source. */
  private final class Delivery {
    private final Entry<M> entry;
    private final Result result;
    private Step step;
    private boolean replies;
    private @Nullable Backoff pauses;

    Delivery(Entry<M> entry, Result result) {
      this.entry = entry;
      this.result = result;
      this.step = result.inForce() ? Step.REPLY : Step.DEAD_LETTER;
    }

    void go() {
      while (!entry.isForgotten()) {
        CompletableFuture<?> told = tell();
        if (!told.isDone() || told.isCompletedExceptionally()) {
          CompletionStage<?> later = told;
          later.whenComplete((any, failure) -> loop.execute(() -> came(failure)));
          return;
        }
        if (isLast()) {
          end();
          settled.accept(entry);
          return;
        }
      }
      end();
    }

    private CompletableFuture<?> tell() {
      try {
        CompletionStage<?> told =
            step == Step.DEAD_LETTER
                ? source.deadLetter(entry.message(), result)
                : source.reply(entry.message(), result);
        replies = told != Source.NOTHING_TO_TELL;
        return told.toCompletableFuture();
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    /** Counts the step that is done, and tells whether it was the last. */
    private boolean isLast() {
      succeeded();
      if (step == Step.REPLY) {
        if (replies) {
          figures.replies.increment();
        }
        return true;
      }
      figures.deadLettered.increment();
      step = Step.REPLY;
      return false;
    }

    private void came(@Nullable Throwable failure) {
      if (failure != null) {
        failed(failure);
      } else if (isLast() && !entry.isForgotten()) {
        end();
        settled.accept(entry);
      } else if (entry.isForgotten()) {
        end();
      } else {
        go();
      }
    }

    private void failed(Throwable failure) {
      lastFailure = Words.clean(failure.toString());
      if (entry.isForgotten()) {
        end();
        return;
      }
      Backoff backoff = pauses;
      if (backoff == null) {
        backoff = new Backoff(options.retryMin(), options.retryMax());
        pauses = backoff;
        failing++;
      }
      loop.after(backoff.pause(), this::go);
    }

    private void succeeded() {
      if (pauses != null) {
        pauses = null;
        failing--;
      }
    }

    private void end() {
      succeeded();
      onTheirWay--;
    }
  }
}
