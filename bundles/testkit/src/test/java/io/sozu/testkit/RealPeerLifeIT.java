package io.sozu.testkit;

import io.sozu.testkit.contract.PeerLifeContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealPeerLifeIT extends PeerLifeContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealPeerLifeIT() {
    super(SOZU);
  }
}
