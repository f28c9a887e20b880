package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.PoolContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedPoolTest extends PoolContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedPoolTest() {
    super(Client::open, SOZU);
  }
}
