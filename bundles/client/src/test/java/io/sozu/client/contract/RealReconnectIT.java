package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.ReconnectContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealReconnectIT extends ReconnectContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealReconnectIT() {
    super(Client::open, SOZU);
  }
}
