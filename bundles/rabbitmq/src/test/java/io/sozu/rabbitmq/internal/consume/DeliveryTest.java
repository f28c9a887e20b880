package io.sozu.rabbitmq.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeliveryTest {
  private static final Instant SECOND = Instant.parse("2026-11-25T10:00:00Z");
  private static final LongString KEY = LongStringHelper.asLongString("shop");

  @Test
  void whatTheAuthorSaysIsTaken() {
    Delivery delivery =
        delivery(
            false,
            new BasicProperties.Builder()
                .messageId("m-1")
                .contentType("application/json")
                .timestamp(Date.from(SECOND))
                .headers(Map.of("sozu-key", KEY))
                .build());
    assertThat(delivery.id()).isEqualTo("m-1");
    assertThat(delivery.contentType()).isEqualTo("application/json");
    assertThat(delivery.published()).isEqualTo(SECOND);
    assertThat(delivery.key()).isEqualTo("shop");
    assertThat(delivery.attempt()).isEqualTo(1);
  }

  @Test
  void whatTheAuthorDoesNotSayHasADefault() {
    Instant before = Instant.now();
    Delivery delivery = delivery(false, new BasicProperties());
    assertThat(delivery.id()).isEqualTo("queue/1.7");
    assertThat(delivery.contentType()).isEmpty();
    assertThat(delivery.published()).isBetween(before, Instant.now());
    assertThat(delivery.key()).as("a routing key is none").isNull();
  }

  @Test
  void aBrokerThatCountsMillisecondsIsBelievedMoreThanSeconds() {
    BasicProperties properties =
        new BasicProperties.Builder()
            .timestamp(Date.from(SECOND))
            .headers(Map.of("timestamp_in_ms", SECOND.toEpochMilli() + 321))
            .build();
    assertThat(delivery(false, properties).published()).isEqualTo(SECOND.plusMillis(321));
  }

  @Test
  void attemptsAreCountedByTheQueueOrAtLeastTold() {
    assertThat(delivery(true, new BasicProperties()).attempt()).isEqualTo(2);
    BasicProperties counted =
        new BasicProperties.Builder().headers(Map.of("x-delivery-count", 4L)).build();
    assertThat(delivery(true, counted).attempt()).isEqualTo(5);
  }

  private static Delivery delivery(boolean redelivered, BasicProperties properties) {
    Envelope envelope = new Envelope(7, redelivered, "sozu", "routing.key");
    return new Delivery(tag -> {}, "queue/1.7", envelope, properties, new byte[0]);
  }
}
