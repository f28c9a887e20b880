package io.sozu.rabbitmq.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import io.sozu.intake.Result;
import io.sozu.intake.Result.Verdict;
import io.sozu.rabbitmq.internal.consume.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LetterTest {
  private static final Instant AT = Instant.parse("2026-11-25T10:00:00Z");
  private static final Result REFUSED =
      new Result(Verdict.REFUSED, "no such cluster", List.of(), 2, AT);
  private static final byte[] BODY = {1, 2, 3};

  @Test
  void aDeadLetterIsTheMessageAsItCameWithTheReason() {
    BasicProperties properties =
        new BasicProperties.Builder()
            .messageId("m-1")
            .contentType("application/x-protobuf")
            .replyTo("me")
            .headers(Map.of("sozu-key", "shop", "x-delivery-count", 3L))
            .build();
    Letter letter = Letter.dead(delivery(properties), REFUSED, "edge");
    assertThat(letter.mandatory()).isTrue();
    assertThat(letter.routingKey()).isEqualTo("routing.key");
    assertThat(letter.body()).isSameAs(BODY);
    assertThat(letter.properties().getMessageId()).isEqualTo("m-1");
    assertThat(letter.properties().getContentType()).isEqualTo("application/x-protobuf");
    assertThat(letter.properties().getReplyTo()).isEqualTo("me");
    assertThat(letter.properties().getDeliveryMode()).isEqualTo(2);
    assertThat(letter.properties().getHeaders())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "sozu-key", "shop",
                "sozu-reason", "no such cluster",
                "sozu-source", "queue/1.7",
                "sozu-attempts", "2",
                "sozu-at", "2026-11-25T10:00:00Z",
                "sozu-verdict", "refused",
                "sozu-instance", "edge"));
    assertThat(Letter.source(letter.properties())).isEqualTo("queue/1.7");
  }

  @Test
  void aDeadLetterDoesNotExpireAndIsPublishedByUs() {
    BasicProperties properties =
        new BasicProperties.Builder().expiration("1000").userId("author").build();
    BasicProperties dead = Letter.dead(delivery(properties), REFUSED, "edge").properties();
    assertThat(dead.getExpiration()).isNull();
    assertThat(dead.getUserId()).isNull();
    assertThat(dead.getHeaders()).containsEntry("sozu-user-id", "author");
  }

  @Test
  void aReplyGoesWhereTheAuthorWantsIt() {
    BasicProperties properties =
        new BasicProperties.Builder().messageId("m-1").replyTo("me").correlationId("c-1").build();
    Letter letter = Letter.reply(delivery(properties), REFUSED, "edge");
    assertThat(letter.mandatory()).isFalse();
    assertThat(letter.routingKey()).isEqualTo("me");
    assertThat(letter.properties().getCorrelationId()).isEqualTo("c-1");
    assertThat(letter.properties().getContentType()).isEqualTo("application/json");
    assertThat(new String(letter.body(), StandardCharsets.UTF_8))
        .contains("\"id\":\"m-1\"", "\"verdict\":\"refused\"");
  }

  @Test
  void aReplyToAMessageThatSaysNothingHasItsRoutingKeyAndId() {
    Letter letter = Letter.reply(delivery(new BasicProperties()), REFUSED, "edge");
    assertThat(letter.routingKey()).isEqualTo("routing.key");
    assertThat(letter.properties().getCorrelationId()).isEqualTo("queue/1.7");
  }

  private static Delivery delivery(BasicProperties properties) {
    Envelope envelope = new Envelope(7, false, "sozu", "routing.key");
    return new Delivery(tag -> {}, "queue/1.7", envelope, properties, BODY);
  }
}
