package io.sozu.itests.brokers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PulsarContractIT extends BrokerContract {
  private static ProxiedPulsar pulsar;

  @BeforeAll
  static void start() {
    pulsar = new ProxiedPulsar();
  }

  @AfterAll
  static void stop() {
    pulsar.close();
  }

  @Override
  BrokerUnderTest broker(String name) {
    return new PulsarUnderTest(pulsar, name);
  }
}
