package io.sozu.testkit;

import io.sozu.testkit.contract.PeerEventContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealPeerEventIT extends PeerEventContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  @Override
  protected SozuPeer peer() {
    return SOZU.peer();
  }

  @Override
  protected SozuPeer start(PeerOptions options) {
    return SozuPeer.installed(options);
  }
}
