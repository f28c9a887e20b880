package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.EventContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealEventIT extends EventContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealEventIT() {
    super(Client::open, SOZU);
  }
}
