package io.sozu.testkit;

import io.sozu.testkit.contract.PeerChangesContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealPeerChangesIT extends PeerChangesContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealPeerChangesIT() {
    super(SOZU);
  }
}
