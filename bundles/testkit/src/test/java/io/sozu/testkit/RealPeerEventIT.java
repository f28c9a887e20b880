package io.sozu.testkit;

import io.sozu.testkit.contract.PeerEventContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealPeerEventIT extends PeerEventContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealPeerEventIT() {
    super(SOZU);
  }
}
