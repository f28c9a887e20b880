package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.ReconnectContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedReconnectTest extends ReconnectContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedReconnectTest() {
    super(Client::open, SOZU);
  }
}
