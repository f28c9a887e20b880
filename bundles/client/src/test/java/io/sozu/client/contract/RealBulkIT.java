package io.sozu.client.contract;

import io.sozu.client.internal.Client;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.contract.BulkContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealBulkIT extends BulkContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealBulkIT() {
    super(Client::open, SOZU);
  }
}
