package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.SaveContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealSaveIT extends SaveContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealSaveIT() {
    super(Client::open, SOZU);
  }
}
