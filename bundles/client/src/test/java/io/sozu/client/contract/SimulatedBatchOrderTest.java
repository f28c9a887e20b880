package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.BatchOrderContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedBatchOrderTest extends BatchOrderContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedBatchOrderTest() {
    super(Client::open, SOZU);
  }
}
