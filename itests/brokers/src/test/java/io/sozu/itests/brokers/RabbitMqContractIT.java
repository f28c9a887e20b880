package io.sozu.itests.brokers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RabbitMqContractIT extends BrokerContract {
  private static RabbitMqServer server;

  @BeforeAll
  static void start() {
    server = RabbitMqServer.started();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  BrokerUnderTest broker(String name) {
    return new RabbitMqUnderTest(server, name);
  }
}
