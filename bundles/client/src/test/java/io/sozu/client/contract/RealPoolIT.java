package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.PoolContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealPoolIT extends PoolContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealPoolIT() {
    super(Client::open, SOZU);
  }
}
