package io.sozu.pulsar.internal.publish;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.TypedMessageBuilder;

/**
 * The producer of one topic. What comes before it is there waits for it and is sent in its order: a
 * future runs what depends on it the other way round. How many wait is bounded by the intake.
 * Thread-safe; no method blocks.
 */
final class Post {
  private final CompletableFuture<Producer<byte[]>> producer;
  private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();
  private boolean open;

  Post(CompletableFuture<Producer<byte[]>> producer) {
    this.producer = producer;
    CompletableFuture<?> unused = producer.whenComplete((made, failure) -> open());
  }

  /** Makes a message of a producer's. */
  interface Letter {
    TypedMessageBuilder<byte[]> of(Producer<byte[]> producer);
  }

  /** Sends one behind all that came before it; completes when the broker has it. */
  CompletableFuture<MessageId> send(Letter letter) {
    CompletableFuture<Void> turn = new CompletableFuture<>();
    CompletableFuture<MessageId> sent =
        turn.thenCompose(now -> producer).thenCompose(made -> letter.of(made).sendAsync());
    synchronized (this) {
      if (!open) {
        waiting.add(turn);
        return sent;
      }
    }
    turn.complete(null);
    return sent;
  }

  /** Closes the producer once it is there; fails where there is none. */
  CompletableFuture<Void> close() {
    return producer.thenCompose(Producer::closeAsync);
  }

  /** The producer is there, or there will be none. */
  private void open() {
    while (true) {
      CompletableFuture<Void> next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          open = true;
          return;
        }
      }
      next.complete(null);
    }
  }
}
