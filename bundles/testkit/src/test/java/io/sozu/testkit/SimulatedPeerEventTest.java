package io.sozu.testkit;

import io.sozu.testkit.contract.PeerEventContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedPeerEventTest extends PeerEventContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedPeerEventTest() {
    super(SOZU);
  }
}
