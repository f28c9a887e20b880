package io.sozu.itests.benchmarks;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.sozu.client.SozuClient;
import io.sozu.itests.brokers.RabbitMqServer;
import io.sozu.protocol.command.Request;
import io.sozu.rabbitmq.RabbitMqConnector;
import io.sozu.rabbitmq.RabbitMqOptions;
import java.util.function.IntFunction;

/** RabbitMQ; a name is an exchange and its queue. */
final class RabbitMqBroker implements Broker {
  private static final int CONFIRM_MILLIS = 60_000;
  private static final int UNCONFIRMED = 1_000;

  private final RabbitMqServer server = RabbitMqServer.started();

  @Override
  public String name() {
    return "RabbitMQ";
  }

  @Override
  public Connector open(SozuClient sozu, String name) {
    RabbitMqConnector connector =
        RabbitMqConnector.open(
            sozu, RabbitMqOptions.builder(server.url()).exchange(name).queue(name).build());
    return new Connector(connector.status(), connector::close);
  }

  @Override
  public void publish(String name, int count, IntFunction<Request> requests, Plan plan)
      throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(server.url());
    try (Connection connection = factory.newConnection("benchmark");
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      for (int i = 0; i < count; i++) {
        plan.await(i);
        channel.basicPublish(
            name, "", MessageProperties.PERSISTENT_BASIC, requests.apply(i).toByteArray());
        if (i % UNCONFIRMED == UNCONFIRMED - 1 && plan == Brokers.AT_ONCE) {
          channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        }
      }
      channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
