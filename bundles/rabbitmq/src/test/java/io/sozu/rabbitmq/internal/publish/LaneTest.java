package io.sozu.rabbitmq.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.ReturnListener;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import io.sozu.intake.DeadLetter;
import io.sozu.rabbitmq.internal.Fakes;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lane whose broker is scripted. */
final class LaneTest {
  private final AtomicLong number = new AtomicLong();
  private final Map<Class<?>, Object> listeners = new HashMap<>();
  private Lane lane;

  @BeforeEach
  void open() throws IOException {
    Channel channel =
        new Fakes<>(Channel.class)
            .ignoring("confirmSelect", "basicPublish")
            .on("getNextPublishSeqNo", none -> number.incrementAndGet())
            .on("addConfirmListener", some -> listeners.put(ConfirmListener.class, some[0]))
            .on("addReturnListener", some -> listeners.put(ReturnListener.class, some[0]))
            .on("addShutdownListener", some -> listeners.put(ShutdownListener.class, some[0]))
            .get();
    lane = new Lane(channel, "sozu-dead");
  }

  private <L> L listener(Class<L> type) {
    return Objects.requireNonNull(type.cast(listeners.get(type)));
  }

  @Test
  void aLetterIsPublishedWhenTheBrokerConfirmsIt() throws IOException {
    CompletableFuture<Void> first = publish("a");
    CompletableFuture<Void> second = publish("b");
    CompletableFuture<Void> third = publish("c");
    assertThat(first).isNotDone();
    listener(ConfirmListener.class).handleAck(2, true);
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(third).isNotDone();
    listener(ConfirmListener.class).handleAck(3, false);
    assertThat(third).isCompleted();
  }

  @Test
  void aLetterThatNoQueueTakesFailsAlthoughItIsConfirmed() throws IOException {
    CompletableFuture<Void> first = publish("a");
    CompletableFuture<Void> second = publish("b");
    listener(ReturnListener.class)
        .handleReturn(312, "NO_ROUTE", "sozu-dead", "key", properties("b"), new byte[0]);
    listener(ConfirmListener.class).handleAck(2, true);
    assertThat(first).isCompleted();
    assertThat(second)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("no queue takes what is published to sozu-dead for key");
  }

  @Test
  void aLetterThatTheBrokerCannotKeepFails() throws IOException {
    CompletableFuture<Void> letter = publish("a");
    listener(ConfirmListener.class).handleNack(1, false);
    assertThat(letter).isCompletedExceptionally();
  }

  @Test
  void everyLetterUnderWayFailsWithItsChannel() throws IOException {
    CompletableFuture<Void> letter = publish("a");
    AMQP.Channel.Close close =
        new AMQP.Channel.Close.Builder().replyCode(404).replyText("NOT_FOUND").build();
    listener(ShutdownListener.class)
        .shutdownCompleted(new ShutdownSignalException(false, false, close, null));
    assertThat(letter)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("the broker says NOT_FOUND");
  }

  @Test
  void aLetterThatIsNotConfirmedIsNoticedAndCanBeFailed() throws IOException {
    assertThat(lane.waits(Duration.ZERO)).isFalse();
    CompletableFuture<Void> letter = publish("a");
    assertThat(lane.waits(Duration.ZERO)).isTrue();
    assertThat(lane.waits(Duration.ofHours(1))).isFalse();
    lane.fail("the broker confirms nothing");
    assertThat(letter).isCompletedExceptionally();
    assertThat(lane.waits(Duration.ZERO)).isFalse();
  }

  private CompletableFuture<Void> publish(String source) throws IOException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    lane.publish(new Letter(source, "key", true, properties(source), new byte[0]), done);
    return done;
  }

  private static BasicProperties properties(String source) {
    return new BasicProperties.Builder().headers(Map.of(DeadLetter.SOURCE, source)).build();
  }
}
