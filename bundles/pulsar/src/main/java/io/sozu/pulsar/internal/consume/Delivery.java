package io.sozu.pulsar.internal.consume;

import io.sozu.protocol.command.Request;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.pulsar.client.api.Message;
import org.jspecify.annotations.Nullable;

/** One message of a topic, as the intake and dead letters need it. Immutable. */
public final class Delivery implements io.sozu.intake.Message {
  /** Property that names a message in replies. */
  public static final String ID = "sozu-id";

  private final String topic;
  private final Position position;
  private final byte[] body;
  private final @Nullable String key;
  private final byte @Nullable [] keyBytes;
  private final Map<String, String> properties;
  private final Instant published;
  private final int attempt;
  private final @Nullable List<Request> requests;

  /** A message that asks for what its body says. */
  Delivery(Message<byte[]> message) {
    this.topic = message.getTopicName();
    this.position = Position.of(message.getMessageId());
    this.body = message.getData();
    this.key = message.hasKey() ? message.getKey() : null;
    this.keyBytes = message.hasBase64EncodedKey() ? message.getKeyBytes() : null;
    this.properties = message.getProperties();
    this.published = Instant.ofEpochMilli(message.getPublishTime());
    this.attempt = message.getRedeliveryCount() + 1;
    this.requests = null;
  }

  private Delivery(Delivery message, List<Request> requests) {
    this.topic = message.topic;
    this.position = message.position;
    this.body = message.body;
    this.key = message.key;
    this.keyBytes = message.keyBytes;
    this.properties = message.properties;
    this.published = message.published;
    this.attempt = message.attempt;
    this.requests = requests;
  }

  /** The same, asking for something else than its body says; null is what that says. */
  Delivery asking(@Nullable List<Request> other) {
    return other == null ? this : new Delivery(this, other);
  }

  /** The topic, with the partition if it has some. */
  public String topic() {
    return topic;
  }

  /** Where it is in there. */
  public Position position() {
    return position;
  }

  /** What its author calls it, by the property {@value #ID}; else its {@link #source}. */
  @Override
  public String id() {
    return properties.getOrDefault(ID, source());
  }

  /** The topic and where it is in there. */
  public String source() {
    return topic + "@" + position;
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public String contentType() {
    String type = properties.get("content-type");
    return type != null ? type : properties.getOrDefault("Content-Type", "");
  }

  @Override
  public @Nullable String key() {
    return key;
  }

  /** The key, if its author gave it as bytes. */
  public byte @Nullable [] keyBytes() {
    return keyBytes;
  }

  /** What its author said beside the body. */
  public Map<String, String> properties() {
    return properties;
  }

  @Override
  public Instant published() {
    return published;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public @Nullable List<Request> requests() {
    return requests;
  }
}
