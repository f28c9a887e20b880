package io.sozu.testkit;

import io.sozu.testkit.contract.PeerCertificateContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SimulatedPeerCertificateTest extends PeerCertificateContract {
  @RegisterExtension static final PeerExtension<SimulatedSozu> SOZU = PeerExtension.simulated();

  SimulatedPeerCertificateTest() {
    super(SOZU);
  }
}
