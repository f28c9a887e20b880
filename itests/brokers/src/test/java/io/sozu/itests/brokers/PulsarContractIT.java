package io.sozu.itests.brokers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PulsarContractIT extends BrokerContract {
  private static TcpProxy proxy;
  private static PulsarServer server;

  @BeforeAll
  static void start() {
    proxy = new TcpProxy(() -> server.port());
    server = PulsarServer.started(PulsarUnderTest.behind(proxy));
  }

  @AfterAll
  static void stop() {
    server.close();
    proxy.close();
  }

  @Override
  BrokerUnderTest broker(String name) {
    return new PulsarUnderTest(server, proxy, name);
  }
}
