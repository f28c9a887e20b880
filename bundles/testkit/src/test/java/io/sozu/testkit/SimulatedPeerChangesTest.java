package io.sozu.testkit;

import io.sozu.testkit.contract.PeerChangesContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedPeerChangesTest extends PeerChangesContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedPeerChangesTest() {
    super(SOZU);
  }
}
