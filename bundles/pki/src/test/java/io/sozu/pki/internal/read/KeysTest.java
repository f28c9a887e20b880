package io.sozu.pki.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sozu.pki.Fault.Cause;
import io.sozu.testkit.TestCertificate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;

final class KeysTest {
  private static final Path FILE = Path.of("/pki/a.key");

  private static Key read(String pem) throws Unusable {
    return Keys.of(FILE, PemFile.parse(FILE, pem));
  }

  private static Unusable refused(String pem) {
    return catchThrowableOfType(Unusable.class, () -> read(pem));
  }

  @Test
  void everyFormOfAnEcKeyBecomesTheOneThatSozuTakes() throws Exception {
    TestCertificate certificate = TestCertificate.of("a.example");
    // TestCertificate writes the form that Sōzu takes.
    assertThat(read(certificate.keyPem()).pem()).isEqualTo(certificate.keyPem());
    assertThat(read(KeyForms.sec1WithCurve(certificate)).pem()).isEqualTo(certificate.keyPem());
    assertThat(read(KeyForms.curve(certificate) + KeyForms.sec1(certificate)).pem())
        .isEqualTo(certificate.keyPem());
  }

  @Test
  void aPublicPartThatIsNotThereIsReckoned() throws Exception {
    for (String curve : new String[] {"secp256r1", "secp384r1"}) {
      KeyPair keys = KeyForms.onCurve(curve);
      Key key = read(KeyForms.pkcs8(keys));
      assertThat(key.belongsTo(keys.getPublic())).isTrue();
      assertThat(key.belongsTo(KeyForms.onCurve(curve).getPublic())).isFalse();
      assertThat(key.pem().length()).isGreaterThan(KeyForms.pkcs8(keys).length());
    }
  }

  @Test
  void rsaAndEd25519AreRead() throws Exception {
    KeyPair rsa = KeyForms.generate("RSA", 2048);
    assertThat(read(KeyForms.pkcs8(rsa)).belongsTo(rsa.getPublic())).isTrue();
    assertThat(read(KeyForms.pkcs1(rsa)).belongsTo(rsa.getPublic())).isTrue();
    assertThat(read(KeyForms.pkcs1(rsa)).pem()).isEqualTo(KeyForms.pkcs8(rsa));
    KeyPair edwards = KeyForms.generate("Ed25519", 255);
    assertThat(read(KeyForms.pkcs8(edwards)).belongsTo(edwards.getPublic())).isTrue();
    assertThat(read(KeyForms.pkcs8(edwards)).belongsTo(rsa.getPublic())).isFalse();
  }

  @Test
  void whatSozuDoesNotTakeIsRefusedBeforeItIsSent() throws Exception {
    assertThat(refused(KeyForms.pkcs8(KeyForms.generate("RSA", 1024))))
        .hasMessageContaining("has an RSA key of 1024 bits; Sōzu takes RSA of 2048 to 4096 bits");
    assertThat(refused(KeyForms.pkcs8(KeyForms.onCurve("secp521r1"))).fault().cause())
        .isEqualTo(Cause.UNSUPPORTED_KEY);
    assertThat(refused(KeyForms.pkcs8(KeyForms.generate("Ed448", 448))).fault().cause())
        .isEqualTo(Cause.UNSUPPORTED_KEY);
    assertThat(refused(Encoded.pem("DSA PRIVATE KEY", new byte[] {1})))
        .hasMessageStartingWith("/pki/a.key:1: has a DSA PRIVATE KEY;");
  }

  @Test
  void aKeyWithAPasswordIsNamed() {
    String old =
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,00

        not+even+base64
        -----END RSA PRIVATE KEY-----
        """;
    assertThat(refused(old).fault().cause()).isEqualTo(Cause.ENCRYPTED_KEY);
    assertThat(refused(Encoded.pem("ENCRYPTED PRIVATE KEY", new byte[] {1})).fault().cause())
        .isEqualTo(Cause.ENCRYPTED_KEY);
  }

  @Test
  void noneAndTwoAreRefused() {
    TestCertificate certificate = TestCertificate.of("a.example");
    assertThat(refused(certificate.pem()).fault().cause()).isEqualTo(Cause.NO_KEY);
    Unusable two = refused(certificate.keyPem() + certificate.keyPem());
    assertThat(two.fault().cause()).isEqualTo(Cause.SEVERAL_KEYS);
    assertThat(two.fault().line()).isEqualTo(6);
  }

  @Test
  void nothingOfAKeyIsToldWhateverIsWrongWithIt() {
    TestCertificate certificate = TestCertificate.of("a.example");
    byte[] der = KeyForms.der(certificate);
    String secret = certificate.keyPem().lines().skip(1).findFirst().orElseThrow();
    for (int i = 0; i < der.length; i++) {
      byte[] broken = der.clone();
      broken[i] ^= 0x55;
      for (String label : new String[] {"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"}) {
        Unusable failure = refused(Encoded.pem(label, broken));
        if (failure != null) {
          StringWriter told = new StringWriter();
          failure.printStackTrace(new PrintWriter(told));
          assertThat(told.toString()).doesNotContain(secret.substring(40, 50)).doesNotContain("[B");
          assertThat(failure).hasNoCause();
        }
      }
    }
  }

  @Test
  void itPrintsAsHidden() throws Exception {
    TestCertificate certificate = TestCertificate.of("a.example");
    assertThat(read(certificate.keyPem())).hasToString("<hidden>");
    assertThat(PemFile.parse(FILE, certificate.keyPem())).hasToString("[PRIVATE KEY at line 1]");
  }
}
