package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.JoiningContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealJoiningIT extends JoiningContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealJoiningIT() {
    super(Client::open, SOZU);
  }
}
