package io.sozu.testkit;

import io.sozu.testkit.contract.PeerMetricsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealPeerMetricsIT extends PeerMetricsContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealPeerMetricsIT() {
    super(SOZU);
  }
}
