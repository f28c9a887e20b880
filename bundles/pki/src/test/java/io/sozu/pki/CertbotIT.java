package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The README's example of certbot: the connector's folder is certbot's own, live. */
final class CertbotIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private static final String NAME = "shop.example";

  private final TestCertificate issuer = TestCertificate.authority("authority.example");
  private final Certbot certbot;
  private final Renewals renewals;

  CertbotIT(@TempDir Path config) throws IOException {
    certbot = new Certbot(config, NAME);
    renewals = new Renewals(SOZU.peer(), config.resolve("live"));
  }

  @AfterEach
  void close() throws InterruptedException {
    renewals.close();
  }

  private TestCertificate certificate() {
    return issuer.issue(NAME);
  }

  private TestCertificate first() throws IOException {
    TestCertificate certificate = certificate();
    renewals.first(certificate, certbot.first(certificate, issuer));
    return certificate;
  }

  @Test
  void eachOfTwentyRenewalsIsServedAtOnceAndNoHandshakeIsWrong() throws IOException {
    renewals.areServed(
        "certbot", first(), this::certificate, fresh -> certbot.renewal(fresh, issuer));
  }

  /** It is killed after each of its calls; the next run repairs its links, and renews again. */
  @Test
  void whateverCertbotLeavesWhenItIsKilledTheRightOneIsServed() throws IOException {
    TestCertificate served = first();
    int calls = certbot.renewal(served, issuer).size();
    for (int done = 1; done < calls; done++) {
      TestCertificate fresh = certificate();
      renewals.expect(served, fresh);
      Renewals.run(certbot.renewal(fresh, issuer).subList(0, done));
      String half = half();
      TestCertificate now = half.isEmpty() && isNew() ? fresh : served;
      if (half.isEmpty()) {
        renewals.isWell(now);
      } else {
        renewals.keeps(served, half);
      }
      renewals.expect(served, fresh);
      certbot.repair();
      assertThat(half()).isEmpty();
      now = isNew() ? fresh : served;
      renewals.isWell(now);
      served = certificate();
      renewals.renew(now, served, certbot.renewal(served, issuer));
      renewals.isWell(served);
    }
  }

  /** What is wrong with the links; empty when they are of one version. */
  private String half() throws IOException {
    if (!Files.exists(certbot.link("privkey"))) {
      return certbot.link("privkey") + ": is not there";
    }
    if (!Files.exists(certbot.link("fullchain"))) {
      return certbot.link("fullchain") + ": is not there";
    }
    return version("privkey") == version("fullchain")
        ? ""
        : "has no certificate that the private key belongs to; its first is for CN=" + NAME;
  }

  private int version(String kind) throws IOException {
    return Integer.parseInt(certbot.target(kind).getFileName().toString().replaceAll("\\D", ""));
  }

  private boolean isNew() throws IOException {
    return version("fullchain") == certbot.version();
  }
}
