package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.BatchOrderContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealBatchOrderIT extends BatchOrderContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealBatchOrderIT() {
    super(Client::open, SOZU);
  }
}
