package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.contract.MisbehaviourContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedMisbehaviourTest extends MisbehaviourContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedMisbehaviourTest() {
    super(Client::open, SOZU);
  }
}
