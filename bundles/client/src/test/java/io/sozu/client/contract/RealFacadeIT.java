package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.FacadeContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealFacadeIT extends FacadeContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealFacadeIT() {
    super(Client::open, SOZU);
  }
}
