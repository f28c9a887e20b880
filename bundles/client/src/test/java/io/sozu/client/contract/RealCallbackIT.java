package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.CallbackContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealCallbackIT extends CallbackContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealCallbackIT() {
    super(Client::open, SOZU);
  }
}
