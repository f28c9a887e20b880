package io.sozu.itests.brokers;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.intake.IntakeOptions;
import io.sozu.rabbitmq.RabbitMqConnector;
import io.sozu.rabbitmq.RabbitMqOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** RabbitMQ with an exchange, queues and a dead-letter exchange of one test. */
final class RabbitMqUnderTest implements BrokerUnderTest {
  /** Something that is done with a channel. */
  @FunctionalInterface
  interface Work<T> {
    T with(Channel channel) throws IOException, TimeoutException, InterruptedException;
  }

  private static final int CONFIRM = 30_000;

  private final RabbitMqServer server;
  private final String name;
  private final String url;
  private final Runnable cut;
  private final List<Found> deadLetters = new ArrayList<>();
  private final List<Found> replies = new ArrayList<>();

  /** With connections that the broker closes when they are to be cut. */
  RabbitMqUnderTest(RabbitMqServer server, String name) {
    this(server, name, server.url(), server::cutConnections);
  }

  /** With a connector that is behind a proxy, which cuts its connections without a word. */
  RabbitMqUnderTest(RabbitMqServer server, TcpProxy proxy, String name) {
    this(server, name, "amqp://127.0.0.1:" + proxy.port(), proxy::cut);
  }

  private RabbitMqUnderTest(RabbitMqServer server, String name, String url, Runnable cut) {
    this.server = server;
    this.name = name;
    this.url = url;
    this.cut = cut;
  }

  /** The options of its connector, to be changed. */
  RabbitMqOptions.Builder options() {
    return options(url, name);
  }

  private static RabbitMqOptions.Builder options(String url, String name) {
    return RabbitMqOptions.builder(url)
        .exchange(name)
        .queue(name)
        .deadLetterExchange(name + "-dead")
        .replies(name + "-replies");
  }

  @Override
  public Opener opener() {
    return new Opener(Opener.Kind.RABBITMQ, url, name);
  }

  private String dead() {
    return name + "-dead";
  }

  @Override
  public void prepare() {
    with(
        channel -> {
          channel.exchangeDeclare(name + "-replies", BuiltinExchangeType.TOPIC, true);
          channel.queueDeclare(name + "-replies", true, false, false, null);
          return channel.queueBind(name + "-replies", name + "-replies", "#");
        });
  }

  /** The connector of a test of this name. */
  static Running open(String url, String name, SozuClient sozu, IntakeOptions intake) {
    RabbitMqOptions.Builder options = options(url, name);
    RabbitMqConnector connector = RabbitMqConnector.open(sozu, options.intake(intake).build());
    return new Running() {
      @Override
      public ConnectorStatus status() {
        return connector.status();
      }

      @Override
      public Brake brake() {
        return connector.brake();
      }

      @Override
      public void use(IntakeOptions changed) {
        connector.use(options.intake(changed).build());
      }

      @Override
      public void close() {
        connector.close();
      }
    };
  }

  @Override
  public void publish(List<Published> messages) {
    with(
        channel -> {
          channel.confirmSelect();
          for (Published message : messages) {
            Map<String, Object> headers = new HashMap<>();
            if (!message.key().isEmpty()) {
              headers.put("sozu-key", message.key());
            }
            BasicProperties properties =
                new BasicProperties.Builder()
                    .messageId(message.id())
                    .contentType(message.contentType().isEmpty() ? null : message.contentType())
                    .headers(headers)
                    .deliveryMode(2)
                    .build();
            channel.basicPublish(name, "routing.key", true, properties, message.body());
          }
          channel.waitForConfirmsOrDie(CONFIRM);
          return messages;
        });
  }

  @Override
  public List<Found> deadLetters() {
    return drain(dead(), deadLetters);
  }

  @Override
  public List<Found> replies() {
    return drain(name + "-replies", replies);
  }

  private List<Found> drain(String queue, List<Found> into) {
    return with(
        channel -> {
          for (GetResponse got = channel.basicGet(queue, true);
              got != null;
              got = channel.basicGet(queue, true)) {
            into.add(found(got));
          }
          return List.copyOf(into);
        });
  }

  private static Found found(GetResponse got) {
    BasicProperties properties = got.getProps();
    Map<String, String> texts = new HashMap<>();
    properties.getHeaders().forEach((key, value) -> texts.put(key, String.valueOf(value)));
    String id = properties.getMessageId();
    return new Found(
        id == null ? properties.getCorrelationId() : id,
        texts.getOrDefault("sozu-key", ""),
        properties.getContentType() == null ? "" : properties.getContentType(),
        texts,
        got.getBody());
  }

  @Override
  public long backlog() {
    return server.backlog(name);
  }

  /** Their queue is full: one message is in it, and none may be. */
  @Override
  public void refuseDeadLetters() {
    server.ctl(
        "set_policy",
        "--apply-to",
        "queues",
        dead(),
        "^" + dead() + "$",
        "{\"max-length\":0,\"overflow\":\"reject-publish\"}");
    with(
        channel -> {
          channel.confirmSelect();
          channel.basicPublish("", dead(), null, new byte[] {1});
          return channel.waitForConfirms(CONFIRM);
        });
  }

  @Override
  public void acceptDeadLetters() {
    with(channel -> channel.queuePurge(dead()));
    server.ctl("clear_policy", dead());
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public void kill() {
    server.kill9();
    server.start();
  }

  @Override
  public void cutConnections() {
    cut.run();
  }

  /** How many consumers the queue has. */
  long consumers() {
    return with(channel -> channel.consumerCount(name));
  }

  /** The routing keys that are bound to the queue; its own name too, by the default exchange. */
  Set<String> bindings() {
    return server
        .ctl("list_bindings", "destination_name", "routing_key", "--no-table-headers")
        .lines()
        .filter(line -> line.startsWith(name + "\t"))
        .map(line -> line.substring(name.length() + 1))
        .collect(Collectors.toSet());
  }

  /** Does something with a channel of its own. */
  <T> T with(Work<T> work) {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(server.address().getHostString());
    factory.setPort(server.address().getPort());
    factory.setAutomaticRecoveryEnabled(false);
    try (Connection connection = factory.newConnection("test");
        Channel channel = connection.createChannel()) {
      return work.with(channel);
    } catch (IOException | TimeoutException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    with(
        channel -> {
          for (String each : List.of(name, dead(), name + "-replies")) {
            channel.queueDelete(each);
            channel.exchangeDelete(each);
          }
          return name;
        });
  }
}
