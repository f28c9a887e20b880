package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.BulkContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedBulkTest extends BulkContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedBulkTest() {
    super(Client::open, SOZU);
  }
}
