package io.sozu.rabbitmq.internal.consume;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import io.sozu.intake.Message;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A message as it was delivered, and where it came from. */
public final class Delivery implements Message {
  /** Header with the key; the routing key says where a message goes, not what it is about. */
  private static final String KEY = "sozu-key";

  /** Deliveries of a quorum queue before this one. */
  private static final String BEFORE = "x-delivery-count";

  /** Set by brokers that are told to; the property counts seconds only. */
  private static final String MILLIS = "timestamp_in_ms";

  private final LongConsumer session;
  private final String source;
  private final Envelope envelope;
  private final BasicProperties properties;
  private final byte[] body;
  private final Instant published;

  /**
   * A delivery of a session.
   *
   * @param session told its tag when it is settled
   * @param source see {@link #source()}
   */
  public Delivery(
      LongConsumer session,
      String source,
      Envelope envelope,
      BasicProperties properties,
      byte[] body) {
    this.session = session;
    this.source = source;
    this.envelope = envelope;
    this.properties = properties;
    this.body = body;
    this.published = published(properties);
  }

  private static Instant published(BasicProperties properties) {
    if (header(properties, MILLIS) instanceof Number millis) {
      return Instant.ofEpochMilli(millis.longValue());
    }
    return properties.getTimestamp() == null
        ? Instant.now()
        : properties.getTimestamp().toInstant();
  }

  private static @Nullable Object header(BasicProperties properties, String name) {
    Map<String, Object> headers = properties.getHeaders();
    return headers == null ? null : headers.get(name);
  }

  /** The queue, the session and the delivery: no other message that is unsettled has it. */
  public String source() {
    return source;
  }

  /** Where it was published to. */
  public String routingKey() {
    return envelope.getRoutingKey();
  }

  /** What the author and the broker say of it. */
  public BasicProperties properties() {
    return properties;
  }

  @Override
  public byte[] body() {
    return body;
  }

  /** When its author published it; when it came, if it does not say. */
  @Override
  public Instant published() {
    return published;
  }

  /** Says that it is settled, with all that were taken before it. */
  public void settled() {
    session.accept(envelope.getDeliveryTag());
  }

  /** The author's own, if there is one. */
  @Override
  public String id() {
    String own = properties.getMessageId();
    return own == null || own.isBlank() ? source : own;
  }

  @Override
  public String contentType() {
    String type = properties.getContentType();
    return type == null ? "" : type;
  }

  @Override
  public @Nullable String key() {
    Object key = header(properties, KEY);
    return key == null ? null : key.toString();
  }

  @Override
  public int attempt() {
    if (header(properties, BEFORE) instanceof Number before) {
      return (int) Math.min(Integer.MAX_VALUE, before.longValue() + 1);
    }
    return envelope.isRedeliver() ? 2 : 1;
  }

  /** As {@link #source}: the body may hold a key. */
  @Override
  public String toString() {
    return source;
  }
}
