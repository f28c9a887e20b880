package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.MetricsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealMetricsIT extends MetricsContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealMetricsIT() {
    super(Client::open, SOZU);
  }
}
