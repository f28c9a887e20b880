package io.sozu.itests.brokers;

import java.util.Map;

/**
 * A Pulsar broker that connectors reach through a proxy, which cuts their connections when told. It
 * tells clients the proxy's address, or they would go past it; but the test itself does.
 */
final class ProxiedPulsar implements AutoCloseable {
  private static final String DIRECT = "direct";

  private final TcpProxy proxy;
  private final PulsarServer server;
  private final PulsarTopics topics;

  /** One that runs. */
  ProxiedPulsar() {
    PulsarServer[] behind = new PulsarServer[1];
    proxy = new TcpProxy(() -> behind[0].port());
    server =
        PulsarServer.started(
            Map.of(
                "advertisedListeners",
                "proxied:" + url() + "," + DIRECT + ":pulsar://127.0.0.1:{port}"));
    behind[0] = server;
    topics = new PulsarTopics(server.url(), DIRECT);
  }

  /** Where connectors find it. */
  String url() {
    return "pulsar://127.0.0.1:" + proxy.port();
  }

  /** Cuts the connections of connectors. */
  void cut() {
    proxy.cut();
  }

  PulsarServer server() {
    return server;
  }

  /** Its topics, over a connection that is never cut. */
  PulsarTopics topics() {
    return topics;
  }

  @Override
  public void close() {
    topics.close();
    server.close();
    proxy.close();
  }
}
