package io.sozu.itests.karaf.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.sozu.itests.brokers.RabbitMqServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An exchange of a RabbitMQ, with the queue that a connector would make: it is there before the
 * connector, so that it has all messages.
 */
final class RabbitMqQueue implements Topic {
  private static final String EXCHANGE = "sozu";
  private static final String QUEUE = "sozu-main";
  private static final String REPLIES = "replies";
  private static final String DEAD = "sozu-dead";
  private static final int CONFIRM_MILLIS = 60_000;

  private final RabbitMqServer server;
  private final Connection connection;
  private final Channel channel;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final AtomicLong returned = new AtomicLong();

  RabbitMqQueue(RabbitMqServer server) {
    this.server = server;
    try {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setUri(server.url());
      connection = factory.newConnection("load");
      channel = connection.createChannel();
      channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
      channel.queueDeclare(
          QUEUE,
          true,
          false,
          false,
          Map.of("x-queue-type", "quorum", "x-single-active-consumer", true));
      channel.queueBind(QUEUE, EXCHANGE, "#");
      channel.addReturnListener(lost -> returned.incrementAndGet());
      channel.confirmSelect();
      listen(connection.createChannel());
    } catch (IOException | TimeoutException | URISyntaxException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void listen(Channel replies) throws IOException {
    replies.exchangeDeclare(REPLIES, BuiltinExchangeType.TOPIC, true);
    replies.queueDeclare(REPLIES, false, true, true, null);
    replies.queueBind(REPLIES, REPLIES, "#");
    replies.basicConsume(
        REPLIES,
        true,
        (tag, reply) -> answers.add(Answer.of(new String(reply.getBody(), UTF_8))),
        tag -> {});
  }

  @Override
  public Map<String, String> configuration() {
    return Map.of(
        "uri",
        server.url(),
        "exchange",
        EXCHANGE,
        "queue",
        QUEUE,
        "replies",
        REPLIES,
        "dead.letter.exchange",
        DEAD);
  }

  @Override
  public void publish(long number) {
    BasicProperties properties =
        new BasicProperties.Builder().messageId(Long.toString(number)).deliveryMode(2).build();
    try {
      channel.basicPublish(EXCHANGE, "key", true, properties, Numbers.body(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void flush() {
    try {
      channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
    } catch (IOException | TimeoutException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (returned.get() > 0) {
      throw new IllegalStateException(returned + " messages came back: no queue wants them");
    }
  }

  /** How many messages the connector has not acknowledged. */
  long backlog() {
    return server.backlog(QUEUE);
  }

  @Override
  public List<Answer> answers() {
    return List.copyOf(answers);
  }

  @Override
  public long deadLetters() {
    return server.backlog(DEAD);
  }

  @Override
  public void close() {
    connection.abort();
    server.close();
  }
}
