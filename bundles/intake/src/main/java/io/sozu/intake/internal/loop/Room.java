package io.sozu.intake.internal.loop;

import io.sozu.intake.IntakeOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How many messages, and bytes of them, are inside, and whether there may be more. Thread-safe. */
public final class Room {
  private static final CompletionStage<Void> YES = CompletableFuture.completedStage(null);

  private int mostMessages;
  private long mostBytes;
  private int messages;
  private long bytes;
  private boolean closed;
  private @Nullable CompletableFuture<Void> waiting;

  /** Empty room, as large as the options say. */
  public Room(IntakeOptions options) {
    this.mostMessages = options.unsettled();
    this.mostBytes = options.unsettledBytes();
  }

  /** Makes it as large as the options say. */
  public void use(IntakeOptions options) {
    CompletableFuture<Void> free;
    synchronized (this) {
      mostMessages = options.unsettled();
      mostBytes = options.unsettledBytes();
      free = free();
    }
    complete(free);
  }

  /** A message comes in, also when there is no room. */
  public synchronized void enter(int length) {
    messages++;
    bytes += length;
  }

  /** A message goes. */
  public void leave(int length) {
    CompletableFuture<Void> free;
    synchronized (this) {
      messages--;
      bytes -= length;
      free = free();
    }
    complete(free);
  }

  /** Lets everybody in: there is nothing to wait for any more. */
  public void close() {
    CompletableFuture<Void> free;
    synchronized (this) {
      closed = true;
      free = free();
    }
    complete(free);
  }

  /** Completes when there is room. */
  public synchronized CompletionStage<Void> stage() {
    if (isFree()) {
      return YES;
    }
    CompletableFuture<Void> stage = waiting;
    if (stage == null) {
      stage = new CompletableFuture<>();
      waiting = stage;
    }
    return stage.minimalCompletionStage();
  }

  public synchronized int messages() {
    return messages;
  }

  public synchronized long bytes() {
    return bytes;
  }

  private boolean isFree() {
    return closed || (messages < mostMessages && bytes < mostBytes);
  }

  private @Nullable CompletableFuture<Void> free() {
    CompletableFuture<Void> stage = waiting;
    if (stage == null || !isFree()) {
      return null;
    }
    waiting = null;
    return stage;
  }

  /** Not while locked: who waited may do anything. */
  private static void complete(@Nullable CompletableFuture<Void> stage) {
    if (stage != null) {
      stage.complete(null);
    }
  }
}
