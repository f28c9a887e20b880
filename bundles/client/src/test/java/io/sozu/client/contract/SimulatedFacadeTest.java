package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.FacadeContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedFacadeTest extends FacadeContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedFacadeTest() {
    super(Client::open, SOZU);
  }
}
