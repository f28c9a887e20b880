package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The README's example of Kubernetes: a TLS secret is mounted below the connector's folder. */
final class KubernetesIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private static final Duration PROMPT = Duration.ofSeconds(3);

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
    Renewals.run(kubelet.update(certificate));
    renewals.serves(certificate);
    renewals.expect(certificate);
    return certificate;
  }

  @Test
  void eachOfTwentyRenewalsIsServedAtOnceAndNoHandshakeIsWrong() throws IOException {
    TestCertificate served = first();
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TestCertificate fresh = certificate();
      times.add(renewals.renew(served, fresh, kubelet.update(fresh)));
      served = fresh;
    }
    renewals.isWell(served);
    System.out.println(
        "ms from the last call of the kubelet until it is served: "
            + times.stream().map(Duration::toMillis).toList());
    assertThat(times).allMatch(time -> time.compareTo(PROMPT) < 0);
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
