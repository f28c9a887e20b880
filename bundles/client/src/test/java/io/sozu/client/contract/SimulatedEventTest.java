package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.EventContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedEventTest extends EventContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedEventTest() {
    super(Client::open, SOZU);
  }
}
