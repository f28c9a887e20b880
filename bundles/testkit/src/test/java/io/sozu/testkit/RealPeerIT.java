package io.sozu.testkit;

import io.sozu.testkit.contract.PeerContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealPeerIT extends PeerContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealPeerIT() {
    super(SOZU);
  }
}
