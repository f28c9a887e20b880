package io.sozu.client.contract;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.JoiningContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealJoiningIT extends JoiningContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  @Override
  protected OwnedSozuClient connect(ClientOptions options) {
    return Client.open(options);
  }

  @Override
  protected SozuPeer peer() {
    return SOZU.peer();
  }

  @Override
  protected SozuPeer start(PeerOptions options) {
    return SozuPeer.installed(options);
  }
}
