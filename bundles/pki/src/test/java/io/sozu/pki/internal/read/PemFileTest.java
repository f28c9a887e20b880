package io.sozu.pki.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import io.sozu.testkit.TestCertificate;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PemFileTest {
  private static final Path FILE = Path.of("/pki/a.pem");
  private static final TestCertificate CERTIFICATE = TestCertificate.of("a.example");

  @Test
  void textAroundBlocksIsPassedOver() throws Unusable {
    String content = "Bag Attributes: x\r\n" + CERTIFICATE.pem().replace("\n", "\r\n") + "\n\nend";
    assertThat(PemFile.parse(FILE, content))
        .extracting(Block::toString)
        .containsExactly("CERTIFICATE at line 2");
  }

  @Test
  void oneThatEndsAnywhereInTheMiddleIsToldAsSuch() {
    String content = CERTIFICATE.pem();
    // The last line feed is not missed.
    for (int length = 0; length < content.length() - 1; length++) {
      String part = content.substring(0, length);
      Unusable failure = catchThrowableOfType(Unusable.class, () -> PemFile.parse(FILE, part));
      assertThat(failure.fault().cause().mayPass() || failure.fault().cause() == Cause.NOT_PEM)
          .as("%s of %s bytes: %s", length, content.length(), failure.getMessage())
          .isTrue();
    }
  }

  @Test
  void aBlockThatBeginsInsideAnotherIsTruncated() {
    String half = CERTIFICATE.pem().substring(0, 100);
    assertThatThrownBy(() -> PemFile.parse(FILE, "x\n" + half + "\n" + CERTIFICATE.pem()))
        .hasMessage("/pki/a.pem:2: has a CERTIFICATE without its END line");
  }

  @Test
  void whatIsNoPemIsToldAsSuch() {
    assertThat(fault("\u0000\u0001\u0002").text())
        .isEqualTo("/pki/a.pem: is not PEM: it has no line -----BEGIN …-----");
    assertThat(fault("-----BEGIN X-----\n*\n-----END X-----\n").text())
        .isEqualTo("/pki/a.pem:1: has a X that is not Base64 throughout");
    assertThat(fault(" \n\n").cause()).isEqualTo(Cause.EMPTY);
  }

  @Test
  void aKeyThatLostItsLineEndsIsNotTold() {
    String key = CERTIFICATE.keyPem();
    for (String content : List.of(key.replace("\n", " "), key.replace("KEY-----\n", "KEY "))) {
      assertThat(fault(content).text())
          .isEqualTo("/pki/a.pem:1: has an unfinished BEGIN line, or no line end after it");
    }
  }

  private static Fault fault(String content) {
    return catchThrowableOfType(Unusable.class, () -> PemFile.parse(FILE, content)).fault();
  }
}
