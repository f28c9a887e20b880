package io.sozu.testkit;

import io.sozu.testkit.contract.PeerContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedPeerTest extends PeerContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedPeerTest() {
    super(SOZU);
  }
}
