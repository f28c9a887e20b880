package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.MetricsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedMetricsTest extends MetricsContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedMetricsTest() {
    super(Client::open, SOZU);
  }
}
