package io.sozu.itests.brokers;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PulsarContractIT extends BrokerContract {
  private static TcpProxy proxy;
  private static PulsarServer server;

  @BeforeAll
  static void start() {
    proxy = new TcpProxy(() -> server.port());
    // Clients are told the proxy's address, or they would go past it.
    server =
        PulsarServer.started(
            Map.of("advertisedListeners", "proxied:pulsar://127.0.0.1:" + proxy.port()));
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
