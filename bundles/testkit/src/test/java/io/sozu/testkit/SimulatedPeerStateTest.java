package io.sozu.testkit;

import io.sozu.testkit.contract.PeerStateContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedPeerStateTest extends PeerStateContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedPeerStateTest() {
    super(SOZU);
  }
}
