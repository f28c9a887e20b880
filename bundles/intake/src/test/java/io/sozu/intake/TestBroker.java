package io.sozu.intake;

import io.sozu.client.SozuClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A broker in the memory of a test: keeps what was published until it is acknowledged, and delivers
 * all of that, in order, to whoever connects.
 */
public final class TestBroker implements Source<TestMessage> {
  private final List<TestMessage> log = new ArrayList<>();
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final Map<String, Integer> deliveries = new LinkedHashMap<>();
  private final Map<String, Result> deadLetters = new LinkedHashMap<>();
  private final Map<String, Result> replies = new LinkedHashMap<>();
  private final List<String> acknowledgements = new ArrayList<>();
  private int acknowledged;
  private int restores;
  private Supplier<CompletionStage<?>> deadLetterQueue = () -> NOTHING_TO_TELL;
  private Supplier<CompletionStage<?>> restore = () -> NOTHING_TO_TELL;

  /** Keeps a message, whose id no other has. */
  public synchronized TestMessage publish(TestMessage message) {
    if (places.putIfAbsent(message.id(), log.size()) != null) {
      throw new IllegalArgumentException(message.id() + " was published before");
    }
    log.add(message);
    return message;
  }

  /** Publishes a message and delivers it at once. */
  public CompletionStage<Result> deliver(Intake<TestMessage> intake, TestMessage message) {
    return take(intake, publish(message));
  }

  /** Delivers everything that is not acknowledged, as after a connection was lost. */
  public List<CompletionStage<Result>> deliverAll(Intake<TestMessage> intake) {
    List<CompletionStage<Result>> told = new ArrayList<>();
    for (TestMessage message : unacknowledged()) {
      told.add(take(intake, message));
    }
    return told;
  }

  private CompletionStage<Result> take(Intake<TestMessage> intake, TestMessage message) {
    intake.room().toCompletableFuture().join();
    int times;
    synchronized (this) {
      times = deliveries.merge(message.id(), 1, Integer::sum);
    }
    return intake.take(message.delivered(times));
  }

  /** Messages that will be delivered again. */
  public synchronized List<TestMessage> unacknowledged() {
    return List.copyOf(log.subList(acknowledged, log.size()));
  }

  /** How often a message was delivered. */
  public synchronized int deliveries(String id) {
    return deliveries.getOrDefault(id, 0);
  }

  /** How many messages were acknowledged. */
  public synchronized int acknowledged() {
    return acknowledged;
  }

  /** The messages that were named when messages were acknowledged. */
  public synchronized List<String> acknowledgements() {
    return List.copyOf(acknowledgements);
  }

  /** The dead letters, by id. */
  public synchronized Map<String, Result> deadLetters() {
    return new LinkedHashMap<>(deadLetters);
  }

  /** The replies, by id. */
  public synchronized Map<String, Result> replies() {
    return new LinkedHashMap<>(replies);
  }

  /** How often a Sōzu was to be restored. */
  public synchronized int restores() {
    return restores;
  }

  /** What a dead letter has to wait for. */
  public synchronized void deadLetterQueue(Supplier<CompletionStage<?>> value) {
    deadLetterQueue = value;
  }

  /** How a Sōzu is restored. */
  public synchronized void restore(Supplier<CompletionStage<?>> value) {
    restore = value;
  }

  @Override
  public synchronized void acknowledge(TestMessage last) {
    Integer place = places.get(last.id());
    if (place == null || place < acknowledged) {
      throw new IllegalStateException(last + " was acknowledged before, or never published");
    }
    acknowledgements.add(last.id());
    acknowledged = place + 1;
  }

  @Override
  public CompletionStage<?> deadLetter(TestMessage message, Result result) {
    Supplier<CompletionStage<?>> queue;
    synchronized (this) {
      queue = deadLetterQueue;
    }
    return queue
        .get()
        .thenAccept(
            taken -> {
              synchronized (this) {
                deadLetters.put(message.id(), result);
              }
            });
  }

  @Override
  public synchronized CompletionStage<?> reply(TestMessage message, Result result) {
    replies.put(message.id(), result);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> restore(SozuClient sozu) {
    return restoreAny();
  }

  /** Restores a Sōzu, whichever it is. */
  public CompletionStage<?> restoreAny() {
    Supplier<CompletionStage<?>> how;
    synchronized (this) {
      restores++;
      how = restore;
    }
    return how.get();
  }
}
