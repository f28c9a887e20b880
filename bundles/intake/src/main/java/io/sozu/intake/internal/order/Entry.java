package io.sozu.intake.internal.order;

import io.sozu.intake.IntakeClosed;
import io.sozu.intake.Message;
import io.sozu.intake.Result;
import io.sozu.intake.internal.decode.Decoded;
import io.sozu.intake.internal.decode.Refusal;
import io.sozu.intake.internal.loop.Ticks;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way, from taken to acknowledged. Made by whoever hands the message over; then
 * it belongs to the intake's thread.
 *
 * @param <M> the connector's messages
 */
public final class Entry<M extends Message> {
  /**
   * Why a message that waits cannot go by itself; behind others it may have to wait all the same.
   */
  public enum Wait {
    /** Nothing hinders it. */
    NONE,
    /** A time has not come: {@link #dueAt}. */
    TIME,
    /** Somebody must let it go. */
    HELD
  }

  private final M message;
  private final Keys keys;
  private final int bytes;
  private final int epoch;
  private final long takenAt = Ticks.now();
  private final @Nullable Refusal refusal;
  private final CompletableFuture<Result> told = new CompletableFuture<>();

  /** What is known of its requests. */
  public final Progress progress;

  private Wait wait = Wait.NONE;
  private long dueAt = Ticks.NEVER;
  private boolean letGo;
  private boolean lookedAt;
  private boolean decided;
  private boolean settled;
  private boolean kept;
  private boolean forgotten;

  /** Its place in the ledger; of the ledger. */
  long sequence;

  @Nullable Entry<M> previous;
  @Nullable Entry<M> next;
  boolean done;
  int messages = 1;

  /**
   * A message that was just taken.
   *
   * @param epoch how often the intake had forgotten everything before
   */
  public Entry(M message, Decoded decoded, int epoch) {
    this.message = message;
    this.refusal = decoded.refusal();
    this.progress = new Progress(decoded.requests());
    this.keys = Keys.of(message, decoded.requests());
    this.bytes = message.body().length;
    this.epoch = epoch;
  }

  public M message() {
    return message;
  }

  public Keys keys() {
    return keys;
  }

  /** How long its body is. */
  public int bytes() {
    return bytes;
  }

  /** How often the intake had forgotten everything before this was taken. */
  public int epoch() {
    return epoch;
  }

  /** When it was taken, in {@link Ticks}. */
  public long takenAt() {
    return takenAt;
  }

  /** Why it is not sent, whatever the options; null if it may be. */
  public @Nullable Refusal refusal() {
    return refusal;
  }

  /** What its author's connector waits for. */
  public CompletableFuture<Result> told() {
    return told;
  }

  /** Grows from message to message. */
  public long sequence() {
    return sequence;
  }

  public Wait waiting() {
    return wait;
  }

  /** When it may go, in {@link Ticks}; meaningful while it waits for a time. */
  public long dueAt() {
    return dueAt;
  }

  /** It must not go before a time. */
  public void waitUntil(long due) {
    wait = Wait.TIME;
    dueAt = due;
  }

  /** It must not go before somebody lets it. */
  public void hold() {
    wait = Wait.HELD;
  }

  /** By itself it may go now. */
  public void waitNoMore() {
    wait = Wait.NONE;
  }

  /** Somebody let it go: it is not held again. */
  public void letGo() {
    letGo = true;
    wait = Wait.NONE;
  }

  public boolean wasLetGo() {
    return letGo;
  }

  /** Says, once, that a dry run has not yet looked at it. */
  public boolean lookAt() {
    boolean first = !lookedAt;
    lookedAt = true;
    return first;
  }

  /** Whether its outcome is known and told. */
  public boolean isDecided() {
    return decided;
  }

  public void decide() {
    decided = true;
  }

  /** Whether its dead letter and its reply, if any, are with the source. */
  public boolean isSettled() {
    return settled;
  }

  public void settle() {
    settled = true;
  }

  /** Whether what it changed cannot get lost any more, as far as the options ask for that. */
  public boolean isKept() {
    return kept;
  }

  public void keep(boolean value) {
    kept = value;
  }

  public boolean isForgotten() {
    return forgotten;
  }

  /** It was given back: whatever comes of it is nobody's business any more. */
  public void forget(String why) {
    forgotten = true;
    told.completeExceptionally(new IntakeClosed(why));
  }
}
