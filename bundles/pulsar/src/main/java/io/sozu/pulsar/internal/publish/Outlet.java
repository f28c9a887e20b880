package io.sozu.pulsar.internal.publish;

import io.sozu.intake.DeadLetter;
import io.sozu.intake.Reply;
import io.sozu.intake.Result;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.internal.connect.Reasons;
import io.sozu.pulsar.internal.connect.Topics;
import io.sozu.pulsar.internal.consume.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private final Map<String, Post> posts = new HashMap<>();

  /** By their numbers; a client that is shut down leaves what it was given without an end. */
  private final Map<Long, CompletableFuture<MessageId>> onTheirWay = new HashMap<>();

  private long letters;
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
    posts.clear();
    client = now;
    options = fresh;
  }

  /**
   * Publishes nothing more over this client, which is about to be closed, and waits until the
   * broker has what is on its way, for so long at most.
   */
  public void retire(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    List<CompletableFuture<?>> told;
    synchronized (this) {
      client = null;
      told = List.copyOf(onTheirWay.values());
    }
    await(told, end);
    List<CompletableFuture<?>> closed = new ArrayList<>();
    synchronized (this) {
      posts.values().forEach(post -> closed.add(post.close()));
    }
    await(closed, end);
  }

  private static void await(List<CompletableFuture<?>> all, long end) throws InterruptedException {
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
          .get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // What was published without our knowing is published again.
    }
  }

  /** The client is gone, and its producers with it; what was on its way fails. */
  public void suspend() {
    List<CompletableFuture<MessageId>> lost;
    synchronized (this) {
      posts.clear();
      client = null;
      lost = List.copyOf(onTheirWay.values());
      onTheirWay.clear();
    }
    IOException why = new IOException("the connection to the broker was closed");
    lost.forEach(told -> told.completeExceptionally(why));
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

  private CompletionStage<MessageId> publish(String topic, Post.Letter letter) {
    CompletableFuture<MessageId> told = new CompletableFuture<>();
    Post post;
    long number;
    synchronized (this) {
      post = post(topic);
      number = ++letters;
      onTheirWay.put(number, told);
    }
    CompletableFuture<?> unused =
        post.send(letter)
            .whenComplete(
                (id, failure) -> {
                  arrived(number);
                  if (failure == null) {
                    told.complete(id);
                  } else {
                    drop(topic, post);
                    told.completeExceptionally(
                        new IOException(topic + ": " + Reasons.of(failure), failure));
                  }
                });
    return told;
  }

  private synchronized void arrived(long number) {
    onTheirWay.remove(number);
  }

  private synchronized Post post(String topic) {
    PulsarClient now = client;
    if (now == null) {
      return new Post(
          CompletableFuture.failedFuture(new IOException("no connection to the broker")));
    }
    return posts.computeIfAbsent(topic, name -> new Post(producer(now, name)));
  }

  private CompletableFuture<Producer<byte[]>> producer(PulsarClient now, String topic) {
    boolean replies = topic.equals(options.replies());
    return now.newProducer()
        .topic(topic)
        .enableBatching(replies)
        // A batch is never split, so chunks are for single messages.
        .enableChunking(!replies)
        .sendTimeout(SEND_SECONDS, TimeUnit.SECONDS)
        .createAsync();
  }

  /** The next letter needs another producer. */
  private void drop(String topic, Post failed) {
    synchronized (this) {
      posts.remove(topic, failed);
    }
    CompletableFuture<?> unused = failed.close();
  }
}
