package io.sozu.pki;

import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The README's example of Kubernetes: a TLS secret is mounted below the connector's folder. */
final class KubernetesIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private final Kubelet kubelet;
  private final Renewals renewals;

  KubernetesIT(@TempDir Path folder) throws IOException {
    kubelet = new Kubelet(Files.createDirectory(folder.resolve("shop")));
    renewals = new Renewals(SOZU.peer(), folder);
  }

  @AfterEach
  void close() throws InterruptedException {
    renewals.close();
  }

  private static TestCertificate certificate() {
    return TestCertificate.of("shop.example");
  }

  private TestCertificate first() throws IOException {
    TestCertificate certificate = certificate();
    renewals.first(certificate, kubelet.update(certificate));
    return certificate;
  }

  @Test
  void eachOfTwentyRenewalsIsServedAtOnceAndNoHandshakeIsWrong() throws IOException {
    renewals.areServed("the kubelet", first(), KubernetesIT::certificate, kubelet::update);
  }

  /** All is turned by one rename, so that nothing half done can be seen. */
  @Test
  void whateverTheKubeletLeavesWhenItIsKilledTheRightOneIsServed() throws IOException {
    TestCertificate served = first();
    int calls = kubelet.update(served).size();
    for (int done = 1; done < calls; done++) {
      TestCertificate fresh = certificate();
      renewals.expect(served, fresh);
      Path before = kubelet.target();
      Renewals.run(kubelet.update(fresh).subList(0, done));
      TestCertificate now = kubelet.target().equals(before) ? served : fresh;
      renewals.isWell(now);
      kubelet.tidy();
      served = certificate();
      renewals.renew(now, served, kubelet.update(served));
      renewals.isWell(served);
    }
  }
}
