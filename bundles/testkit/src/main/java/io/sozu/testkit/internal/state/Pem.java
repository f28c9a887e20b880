package io.sozu.testkit.internal.state;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys as Sōzu does. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)\\s*CN=([^,]+)");

  private Pem() {}

  /** The certificate, or a refusal in Sōzu's words. */
  static X509Certificate certificate(String pem) throws Refusal {
    byte[] der =
        block(pem)
            .orElseThrow(
                () ->
                    Refusal.of(
                        "error parsing pem formated certificate from bytes: Could not parse PEM"
                            + " certificate from bytes: Parsing Error: MissingHeader"));
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw Refusal.of(
          "error parsing x509 cert from bytes: Could not parse X509 certificate from bytes: Parsing"
              + " Error: Der(UnexpectedTag { expected: Some(Tag(16)), actual: Tag(0) })");
    }
  }

  /** Lower-case hex SHA-256 of the DER. */
  static String fingerprint(String pem) throws Refusal {
    certificate(pem);
    try {
      byte[] der = block(pem).orElseThrow();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The names in a certificate, sorted. */
  static List<String> names(X509Certificate certificate) {
    TreeSet<String> names = new TreeSet<>();
    Matcher commonName = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
    if (commonName.find()) {
      names.add(commonName.group(1));
    }
    try {
      if (certificate.getSubjectAlternativeNames() != null) {
        certificate.getSubjectAlternativeNames().stream()
            .filter(name -> Integer.valueOf(2).equals(name.get(0)))
            .forEach(name -> names.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateException e) {
      return List.copyOf(names);
    }
    return List.copyOf(names);
  }

  /** Refuses a key that is not the certificate's. */
  static void requireMatch(X509Certificate certificate, String keyPem) throws Refusal {
    byte[] der =
        block(keyPem)
            .orElseThrow(() -> Refusal.of("invalid private key: failed to parse the private key"));
    byte[] known = certificate.getPublicKey().getEncoded();
    // Most keys carry their public half; a signature, which costs a millisecond, tells for others.
    if (!contains(der, tail(known)) && !signs(certificate, der)) {
      throw Refusal.of("invalid private key: keys may not be consistent: KeyMismatch");
    }
  }

  private static boolean signs(X509Certificate certificate, byte[] der) {
    try {
      String algorithm = certificate.getPublicKey().getAlgorithm();
      PrivateKey key =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      Signature signature =
          Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      byte[] text = "sozu".getBytes(StandardCharsets.US_ASCII);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] tail(byte[] publicKey) {
    // The last 64 bytes are an EC point of P-256, or lie within a modulus before the exponent.
    int end = publicKey.length > 200 ? publicKey.length - 16 : publicKey.length;
    return java.util.Arrays.copyOfRange(publicKey, end - 64, end);
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    for (int start = 0; start + part.length <= bytes.length; start++) {
      if (java.util.Arrays.equals(bytes, start, start + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<byte[]> block(String pem) {
    Matcher block = BLOCK.matcher(pem);
    return block.find()
        ? Optional.of(Base64.getMimeDecoder().decode(block.group(2)))
        : Optional.empty();
  }
}
