package io.sozu.testkit;

import io.sozu.testkit.contract.PeerStateContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedPeerStateTest extends PeerStateContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  @Override
  protected SozuPeer peer() {
    return SOZU.peer();
  }

  @Override
  protected SozuPeer start(PeerOptions options) {
    return SozuPeer.simulated(options);
  }
}
