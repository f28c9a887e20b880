package io.sozu.itests.karaf.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sozu.itests.brokers.PulsarServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.SubscriptionType;

/** A topic of a Pulsar. */
final class PulsarTopic implements Topic {
  private static final String NAME = "sozu";
  private static final String SUBSCRIPTION = "sozu-main";
  private static final String REPLIES = "replies";
  private static final String DEAD = "dead";
  private static final int PATIENCE_SECONDS = 60;

  private final PulsarServer server;
  private final PulsarClient client;
  private final Producer<byte[]> producer;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final Set<String> producers = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  PulsarTopic(PulsarServer server) {
    this.server = server;
    try {
      client = PulsarClient.builder().serviceUrl(server.url()).build();
      // With batches, as authors do who say nothing of them.
      producer = client.newProducer().topic(NAME).blockIfQueueFull(true).create();
      client
          .newReader()
          .topic(REPLIES)
          .startMessageId(MessageId.earliest)
          .readerListener((reader, reply) -> answered(reply))
          .create();
    } catch (PulsarClientException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answered(Message<byte[]> reply) {
    producers.add(reply.getProducerName());
    answers.add(Answer.of(new String(reply.getData(), UTF_8)));
  }

  @Override
  public Map<String, String> configuration() {
    return Map.of(
        "service.url", server.url(), "topics", NAME, "replies", REPLIES, "dead.letter.topic", DEAD);
  }

  @Override
  public void publish(long number) {
    CompletableFuture<MessageId> sent =
        producer
            .newMessage()
            .property("sozu-id", Long.toString(number))
            .value(Numbers.body(number))
            .sendAsync();
    CompletableFuture<?> unused = sent.whenComplete((id, why) -> failure.compareAndSet(null, why));
  }

  @Override
  public void flush() {
    try {
      producer.flush();
    } catch (PulsarClientException e) {
      throw new IllegalStateException(e);
    }
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }

  @Override
  public List<Answer> answers() {
    return List.copyOf(answers);
  }

  /** How often the connector has connected. */
  long connections() {
    return producers.size();
  }

  /** The messages that nobody has acknowledged, when the connector is gone, up to the last. */
  List<Long> left(long last) {
    List<Long> left = new ArrayList<>();
    try (Consumer<byte[]> consumer =
        client
            .newConsumer()
            .topic(NAME)
            .subscriptionName(SUBSCRIPTION)
            .subscriptionType(SubscriptionType.Failover)
            .subscribe()) {
      while (left.isEmpty() || left.get(left.size() - 1) < last) {
        Message<byte[]> message = consumer.receive(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
          throw new AssertionError("the last message is not there, behind " + left);
        }
        left.add(Long.parseLong(message.getProperty("sozu-id")));
      }
      return left;
    } catch (PulsarClientException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long deadLetters() {
    long count = 0;
    try (Reader<byte[]> reader =
        client.newReader().topic(DEAD).startMessageId(MessageId.earliest).create()) {
      while (reader.hasMessageAvailable()) {
        reader.readNext();
        count++;
      }
      return count;
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      client.shutdown();
    } catch (PulsarClientException e) {
      throw new IllegalStateException(e);
    } finally {
      server.close();
    }
  }
}
