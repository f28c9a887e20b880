package io.sozu.testkit;

import io.sozu.testkit.contract.PeerCertificateContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RealPeerCertificateIT extends PeerCertificateContract {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  RealPeerCertificateIT() {
    super(SOZU);
  }
}
