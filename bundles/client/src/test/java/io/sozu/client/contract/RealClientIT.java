package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.ClientContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealClientIT extends ClientContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealClientIT() {
    super(Client::open, SOZU);
  }
}
