package io.sozu.pki.internal.read;

import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;

/** The same key in the forms that people have keys in. */
final class KeyForms {
  private KeyForms() {}

  static KeyPair generate(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  static KeyPair onCurve(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  /** As the JDK writes it: of an EC key without the public part. */
  static String pkcs8(KeyPair keys) {
    return Encoded.pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  static String pkcs1(KeyPair keys) throws IOException {
    return Encoded.pem("RSA PRIVATE KEY", inner(keys.getPrivate().getEncoded()));
  }

  /** SEC 1 without the curve, which {@link #curve} names. */
  static String sec1(TestCertificate certificate) throws IOException {
    return Encoded.pem("EC PRIVATE KEY", inner(der(certificate)));
  }

  /** SEC 1 with the curve in it, as {@code openssl ec} writes it. */
  static String sec1WithCurve(TestCertificate certificate) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(der(certificate));
    ECPrivateKey bare = ECPrivateKey.getInstance(info.parsePrivateKey());
    ECPrivateKey whole =
        new ECPrivateKey(
            256, bare.getKey(), bare.getPublicKey(), info.getPrivateKeyAlgorithm().getParameters());
    return Encoded.pem("EC PRIVATE KEY", whole.getEncoded());
  }

  static String curve(TestCertificate certificate) throws IOException {
    return Encoded.pem(
        "EC PARAMETERS",
        PrivateKeyInfo.getInstance(der(certificate))
            .getPrivateKeyAlgorithm()
            .getParameters()
            .toASN1Primitive()
            .getEncoded());
  }

  static byte[] der(TestCertificate certificate) {
    return Base64.getMimeDecoder().decode(certificate.keyPem().replaceAll("-----[A-Z ]+-----", ""));
  }

  private static byte[] inner(byte[] pkcs8) throws IOException {
    return PrivateKeyInfo.getInstance(pkcs8).parsePrivateKey().toASN1Primitive().getEncoded();
  }
}
