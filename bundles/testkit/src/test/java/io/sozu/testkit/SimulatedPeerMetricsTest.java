package io.sozu.testkit;

import io.sozu.testkit.contract.PeerMetricsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedPeerMetricsTest extends PeerMetricsContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedPeerMetricsTest() {
    super(SOZU);
  }
}
