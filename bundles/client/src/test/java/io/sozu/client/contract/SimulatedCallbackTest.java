package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.CallbackContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedCallbackTest extends CallbackContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedCallbackTest() {
    super(Client::open, SOZU);
  }
}
