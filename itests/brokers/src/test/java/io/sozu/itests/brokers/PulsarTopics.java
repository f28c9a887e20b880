package io.sozu.itests.brokers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pulsar.client.api.ClientBuilder;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerBuilder;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.TypedMessageBuilder;

/** Topics as tests publish to them and read them. Closing it takes two seconds. */
final class PulsarTopics implements AutoCloseable {
  private final PulsarClient client;
  private final Map<String, Producer<byte[]>> producers = new ConcurrentHashMap<>();

  PulsarTopics(String url) {
    this(PulsarClient.builder().serviceUrl(url));
  }

  /**
   * By one of the addresses that the broker has.
   *
   * @param listener its name in {@code advertisedListeners}
   */
  PulsarTopics(String url, String listener) {
    this(PulsarClient.builder().serviceUrl(url).listenerName(listener));
  }

  private PulsarTopics(ClientBuilder builder) {
    try {
      client = builder.build();
    } catch (PulsarClientException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Publishes messages one by one, in this order; the broker has them all when this returns. */
  void publish(String topic, List<Published> messages) {
    send(
        producers.computeIfAbsent(topic, any -> producer(any, one -> one.enableBatching(false))),
        messages);
  }

  /** Publishes by a producer of the caller's making. */
  void publish(
      String topic, List<Published> messages, UnaryOperator<ProducerBuilder<byte[]>> making) {
    try (Producer<byte[]> producer = producer(topic, making)) {
      send(producer, messages);
    } catch (PulsarClientException e) {
      throw new IllegalStateException(e);
    }
  }

  private Producer<byte[]> producer(String topic, UnaryOperator<ProducerBuilder<byte[]>> making) {
    try {
      return making.apply(client.newProducer().topic(topic).blockIfQueueFull(true)).create();
    } catch (PulsarClientException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(Producer<byte[]> producer, List<Published> messages) {
    List<CompletableFuture<MessageId>> sent = new ArrayList<>();
    messages.forEach(message -> sent.add(letter(producer, message).sendAsync()));
    producer.flushAsync().join();
    sent.forEach(CompletableFuture::join);
  }

  private static TypedMessageBuilder<byte[]> letter(Producer<byte[]> producer, Published message) {
    TypedMessageBuilder<byte[]> builder =
        producer.newMessage().value(message.body()).property("sozu-id", message.id());
    if (!message.key().isEmpty()) {
      builder.key(message.key());
    }
    if (!message.contentType().isEmpty()) {
      builder.property("content-type", message.contentType());
    }
    return builder;
  }

  /** Publishes no more to a topic, which may be removed then. */
  void leave(String topic) {
    Producer<byte[]> producer = producers.remove(topic);
    if (producer != null) {
      producer.closeAsync().join();
    }
  }

  /** Everything that a topic has. */
  List<Found> all(String topic) {
    List<Found> found = new ArrayList<>();
    try (Reader<byte[]> reader =
        client.newReader().topic(topic).startMessageId(MessageId.earliest).create()) {
      while (reader.hasMessageAvailable()) {
        found.add(found(reader.readNext(30, TimeUnit.SECONDS)));
      }
      return found;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Found found(Message<byte[]> message) {
    Map<String, String> properties = message.getProperties();
    return new Found(
        properties.getOrDefault("sozu-id", ""),
        message.hasKey() ? message.getKey() : "",
        properties.getOrDefault("content-type", ""),
        properties,
        message.getData());
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (PulsarClientException e) {
      throw new IllegalStateException(e);
    }
  }
}
