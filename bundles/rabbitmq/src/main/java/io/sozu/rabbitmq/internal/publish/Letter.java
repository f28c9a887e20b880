package io.sozu.rabbitmq.internal.publish;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.sozu.intake.DeadLetter;
import io.sozu.intake.Reply;
import io.sozu.intake.Result;
import io.sozu.rabbitmq.internal.consume.Delivery;
import java.util.HashMap;
import java.util.Map;

/**
 * Something to publish.
 *
 * @param source of the delivery that it is about; no other letter under way has it
 * @param mandatory whether it must be in a queue before it counts as published
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Nobody compares letters, and nobody changes their bodies.
record Letter(
    String source, String routingKey, boolean mandatory, BasicProperties properties, byte[] body) {
  private static final int PERSISTENT = 2;

  /** The broker takes a user id only from that user, so the author's goes here. */
  private static final String USER = "sozu-user-id";

  /** Counted by the queue that a message is in. */
  private static final String COUNT = "x-delivery-count";

  /**
   * The delivery as it came, with the reason, under its own routing key, so that it can be
   * published again. It does not expire.
   */
  static Letter dead(Delivery delivery, Result result, String instance) {
    BasicProperties original = delivery.properties();
    Map<String, Object> headers = new HashMap<>();
    if (original.getHeaders() != null) {
      headers.putAll(original.getHeaders());
    }
    headers.remove(COUNT);
    if (original.getUserId() != null) {
      headers.put(USER, original.getUserId());
    }
    headers.putAll(DeadLetter.properties(result, delivery.source(), instance));
    BasicProperties properties =
        original
            .builder()
            .headers(headers)
            .deliveryMode(PERSISTENT)
            .expiration(null)
            .userId(null)
            .build();
    return new Letter(delivery.source(), delivery.routingKey(), true, properties, delivery.body());
  }

  /**
   * What became of the delivery. Its routing key is where the author wants it ({@code reply_to}),
   * or the delivery's own. Nobody need listen.
   */
  static Letter reply(Delivery delivery, Result result, String instance) {
    BasicProperties original = delivery.properties();
    String to = original.getReplyTo();
    BasicProperties properties =
        new BasicProperties.Builder()
            .contentType(Reply.CONTENT_TYPE)
            .correlationId(
                original.getCorrelationId() == null ? delivery.id() : original.getCorrelationId())
            .deliveryMode(PERSISTENT)
            .headers(Map.of(DeadLetter.SOURCE, delivery.source(), DeadLetter.INSTANCE, instance))
            .build();
    return new Letter(
        delivery.source(),
        to == null || to.isBlank() ? delivery.routingKey() : to,
        false,
        properties,
        Reply.json(delivery, result, instance));
  }

  /** The broker gives back what it cannot put anywhere; this tells which it was. */
  static String source(BasicProperties properties) {
    Map<String, Object> headers = properties.getHeaders();
    return headers == null ? "" : String.valueOf(headers.get(DeadLetter.SOURCE));
  }
}
