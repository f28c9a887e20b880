package io.sozu.itests.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What our consumption relies on: in which order RabbitMQ delivers what was not acknowledged. */
final class RabbitMqRedeliveryIT {
  private static final String QUEUE = "queue";

  private static RabbitMqServer server;
  private static Connection connection;

  private Channel channel;

  @BeforeAll
  static void start() throws Exception {
    server = RabbitMqServer.started();
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(server.url("guest", "guest"));
    connection = factory.newConnection();
  }

  @AfterAll
  static void stop() {
    connection.abort();
    server.close();
  }

  @BeforeEach
  void publish() throws Exception {
    channel = connection.createChannel();
    channel.queueDeclare(
        QUEUE,
        true,
        false,
        false,
        Map.of("x-queue-type", "quorum", "x-single-active-consumer", true));
    channel.confirmSelect();
    for (int i = 1; i <= 10; i++) {
      byte[] body = String.valueOf(i).getBytes(StandardCharsets.UTF_8);
      channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_BASIC, body);
    }
    channel.waitForConfirmsOrDie();
  }

  @AfterEach
  void delete() throws Exception {
    channel.queueDelete(QUEUE);
    channel.close();
  }

  @Test
  void whatWasNotAcknowledgedComesAgainInOrderBeforeTheRest() throws Exception {
    Reader first = new Reader(6);
    first.awaits(1, 2, 3, 4, 5, 6);
    first.getChannel().basicAck(2, true);
    first.awaits(1, 2, 3, 4, 5, 6, 7, 8);
    first.getChannel().close();
    Reader second = new Reader(6);
    second.awaits(3, 4, 5, 6, 7, 8);
    second.getChannel().close();
    Reader third = new Reader(6);
    third.awaits(3, 4, 5, 6, 7, 8);
    third.getChannel().basicAck(6, true);
    third.awaits(3, 4, 5, 6, 7, 8, 9, 10);
    third.getChannel().close();
  }

  /** Why the prefetch is never lowered: RabbitMQ 3.10.8 delivers 4 before 1 in the end. */
  @Test
  void whatComesBackTwiceIsBehindWhatCameBackOnceAndWasNotDelivered() throws Exception {
    Reader wide = new Reader(6);
    wide.awaits(1, 2, 3, 4, 5, 6);
    wide.getChannel().close();
    Reader narrow = new Reader(3);
    narrow.awaits(1, 2, 3);
    narrow.getChannel().close();
    Reader last = new Reader(10);
    last.awaits(4, 5, 6, 1, 2, 3, 7, 8, 9, 10);
    last.getChannel().close();
  }

  @Test
  void aSecondConsumerWaitsUntilTheFirstIsGoneAndGetsAllOfIt() throws Exception {
    Reader first = new Reader(6);
    first.awaits(1, 2, 3, 4, 5, 6);
    Reader second = new Reader(10);
    first.getChannel().basicAck(1, false);
    first.awaits(1, 2, 3, 4, 5, 6, 7);
    assertThat(second.bodies).isEmpty();
    first.getChannel().close();
    second.awaits(2, 3, 4, 5, 6, 7, 8, 9, 10);
    second.getChannel().close();
  }

  /** Reads without acknowledging. */
  private static final class Reader extends DefaultConsumer {
    final List<Integer> bodies = new CopyOnWriteArrayList<>();

    Reader(int prefetch) throws IOException {
      super(connection.createChannel());
      getChannel().basicQos(prefetch);
      getChannel().basicConsume(QUEUE, false, this);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      bodies.add(Integer.valueOf(new String(body, StandardCharsets.UTF_8)));
    }

    void awaits(int... expected) {
      List<Integer> list = IntStream.of(expected).boxed().toList();
      await().untilAsserted(() -> assertThat(bodies).isEqualTo(list));
    }
  }
}
