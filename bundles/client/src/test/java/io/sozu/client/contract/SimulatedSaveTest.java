package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.SaveContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedSaveTest extends SaveContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedSaveTest() {
    super(Client::open, SOZU);
  }
}
