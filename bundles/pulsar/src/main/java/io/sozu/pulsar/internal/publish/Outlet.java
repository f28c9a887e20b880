package io.sozu.pulsar.internal.publish;

import io.sozu.intake.DeadLetter;
import io.sozu.intake.Reply;
import io.sozu.intake.Result;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.internal.connect.Reasons;
import io.sozu.pulsar.internal.connect.Topics;
import io.sozu.pulsar.internal.consume.Delivery;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Publishes dead letters and replies, by a producer for each topic that is made when it is needed.
 * What fails is tried again by the intake; a producer that failed is made anew then. Thread-safe;
 * no method blocks.
 */
public final class Outlet {
  private static final int SEND_SECONDS = 10;

  private final String instance;
  private final Map<String, CompletableFuture<Producer<byte[]>>> producers = new HashMap<>();
  private volatile PulsarOptions options;
  private @Nullable PulsarClient client;

  /**
   * One without a connection.
   *
   * @param instance the Sōzu's name
   */
  public Outlet(String instance, PulsarOptions options) {
    this.instance = instance;
    this.options = options;
  }

  /** Publishes over this client from now on. */
  public synchronized void use(PulsarClient now, PulsarOptions fresh) {
    producers.clear();
    client = now;
    options = fresh;
  }

  /** The client is gone, and its producers with it. */
  public synchronized void suspend() {
    producers.clear();
    client = null;
  }

  /** Publishes a dead letter; the stage completes when the broker has it. */
  public CompletionStage<MessageId> deadLetter(Delivery delivery, Result result) {
    Map<String, String> properties = new HashMap<>(delivery.properties());
    properties.putAll(DeadLetter.properties(result, delivery.source(), instance));
    return publish(
        deadLetterTopic(delivery),
        producer -> addressed(producer, delivery).value(delivery.body()).properties(properties));
  }

  /** Whether anybody wants replies. */
  public boolean repliesWanted() {
    return !options.replies().isEmpty();
  }

  /** Publishes a reply; the stage completes when the broker has it. */
  public CompletionStage<MessageId> reply(Delivery delivery, Result result) {
    Map<String, String> properties =
        Map.of(
            "content-type",
            Reply.CONTENT_TYPE,
            Delivery.ID,
            delivery.id(),
            DeadLetter.SOURCE,
            delivery.source());
    return publish(
        options.replies(),
        producer ->
            addressed(producer, delivery)
                .value(Reply.json(delivery, result, instance))
                .properties(properties));
  }

  private String deadLetterTopic(Delivery delivery) {
    PulsarOptions now = options;
    if (!now.deadLetterTopic().isEmpty()) {
      return now.deadLetterTopic();
    }
    String topic = Topics.whole(delivery.topic());
    return topic + "-" + now.subscriptionOf(instance) + "-dead";
  }

  /** With the key of the message that it is about. */
  private static TypedMessageBuilder<byte[]> addressed(
      Producer<byte[]> producer, Delivery delivery) {
    TypedMessageBuilder<byte[]> builder = producer.newMessage();
    byte[] bytes = delivery.keyBytes();
    String key = delivery.key();
    if (bytes != null) {
      builder.keyBytes(bytes);
    } else if (key != null) {
      builder.key(key);
    }
    return builder;
  }

  /** Makes a message of a producer's. */
  private interface Letter {
    TypedMessageBuilder<byte[]> of(Producer<byte[]> producer);
  }

  private CompletionStage<MessageId> publish(String topic, Letter letter) {
    CompletableFuture<Producer<byte[]>> made = producer(topic);
    return made.thenCompose(producer -> letter.of(producer).sendAsync())
        .exceptionallyCompose(
            failure -> {
              drop(topic, made);
              return CompletableFuture.failedFuture(
                  new IOException(topic + ": " + Reasons.of(failure), failure));
            });
  }

  private synchronized CompletableFuture<Producer<byte[]>> producer(String topic) {
    PulsarClient now = client;
    if (now == null) {
      return CompletableFuture.failedFuture(new IOException("no connection to the broker"));
    }
    return producers.computeIfAbsent(
        topic,
        name ->
            now.newProducer()
                .topic(name)
                .enableBatching(name.equals(options.replies()))
                // A batch is never split, so chunks are for single messages.
                .enableChunking(!name.equals(options.replies()))
                .sendTimeout(SEND_SECONDS, TimeUnit.SECONDS)
                .createAsync());
  }

  /** The next letter needs another producer. */
  private void drop(String topic, CompletableFuture<Producer<byte[]>> failed) {
    synchronized (this) {
      producers.remove(topic, failed);
    }
    if (!failed.isCompletedExceptionally()) {
      CompletableFuture<?> unused = failed.thenCompose(Producer::closeAsync);
    }
  }
}
