package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.JoiningContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedJoiningTest extends JoiningContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedJoiningTest() {
    super(Client::open, SOZU);
  }
}
