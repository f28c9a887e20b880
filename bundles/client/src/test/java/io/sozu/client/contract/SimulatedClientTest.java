package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.ClientContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedClientTest extends ClientContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedClientTest() {
    super(Client::open, SOZU);
  }
}
