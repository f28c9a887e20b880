package io.sozu.intake.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.state.RecordKinds;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class NamingTest {
  private static final InetSocketAddress LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 443);

  @Test
  void aRequestIsNamedByItsKindAndWhatItIsAbout() {
    assertThat(Naming.of(Requests.removeCluster("shop"))).isEqualTo("RemoveCluster shop");
    assertThat(Naming.of(Requests.addBackend("shop", "b1", 8080)))
        .isEqualTo("AddBackend shop b1 127.0.0.1:8080");
    assertThat(Naming.of(Requests.removeHttpFrontend("shop", LISTENER, "example.com")))
        .isEqualTo("RemoveHttpFrontend shop example.com PREFIX 127.0.0.1:443");
  }

  @Test
  void keysOfCertificatesAreNotTold() {
    TestCertificate certificate = TestCertificate.of("example.com");
    assertThat(Naming.of(Requests.addCertificate(LISTENER, certificate)))
        .isEqualTo("AddCertificate 127.0.0.1:443");
  }

  @Test
  void aNameOfAStrangerStaysOnItsLine() {
    assertThat(Naming.of(Requests.removeCluster("a\nERROR b" + "x".repeat(1_000))))
        .startsWith("RemoveCluster a ERROR bxxx")
        .hasSizeLessThan(120);
  }

  @Test
  void everyKindOfConfigurationHasAName() {
    for (RequestTypeCase kind : RecordKinds.CONFIGURATION) {
      assertThat(Naming.kind(kind)).matches("[A-Z][A-Za-z]+");
    }
  }
}
