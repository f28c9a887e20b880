package io.sozu.testkit;

import io.sozu.testkit.contract.PeerLifeContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedPeerLifeTest extends PeerLifeContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedPeerLifeTest() {
    super(SOZU);
  }
}
