package io.sozu.testkit;

import io.sozu.testkit.contract.PeerStateContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealPeerStateIT extends PeerStateContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealPeerStateIT() {
    super(SOZU);
  }
}
