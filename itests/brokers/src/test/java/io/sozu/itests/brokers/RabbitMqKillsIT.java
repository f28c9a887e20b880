package io.sozu.itests.brokers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RabbitMqKillsIT extends KillsContract {
  private static RabbitMqServer server;
  private static TcpProxy proxy;

  @BeforeAll
  static void start() {
    server = RabbitMqServer.started();
    proxy = new TcpProxy(() -> server.address().getPort());
  }

  @AfterAll
  static void stop() {
    proxy.close();
    server.close();
  }

  @Override
  BrokerUnderTest broker(String name) {
    return new RabbitMqUnderTest(server, proxy, name);
  }
}
