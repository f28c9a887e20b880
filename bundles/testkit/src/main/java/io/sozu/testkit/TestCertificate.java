package io.sozu.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A certificate (P-256) for some names, made on the spot: self-signed, or issued by another.
 *
 * @param names that it is for
 * @param pem of the certificate
 * @param keyPem of its key (PKCS #8)
 * @param issuer name of who signed it, as RFC 2253 writes it
 * @param fingerprint SHA-256 of the DER, lower-case hex, as Sōzu writes it
 * @param notAfter when it expires
 */
public record TestCertificate(
    List<String> names,
    String pem,
    String keyPem,
    String issuer,
    String fingerprint,
    Instant notAfter) {
  private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());
  private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = hex("0603550403");
  private static final byte[] SUBJECT_ALT_NAME = hex("0603551d11");

  /** Critical: may sign others. */
  private static final byte[] AUTHORITY = hex("300f0603551d130101ff040530030101ff");

  private static final byte[] NOTHING = {};
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Valid since yesterday, for thirty days. */
  public static TestCertificate of(String... names) {
    return expiring(Instant.now().plus(Duration.ofDays(30)), names);
  }

  /** One that may {@link #issue} others. */
  public static TestCertificate authority(String name) {
    Instant end = Instant.now().plus(Duration.ofDays(30));
    return make(begin(end), end, List.of(name), null, AUTHORITY);
  }

  /** Valid since the day before it expires, or since yesterday, whichever is earlier. */
  public static TestCertificate expiring(Instant notAfter, String... names) {
    return valid(begin(notAfter), notAfter, names);
  }

  /** Valid from then until then. */
  public static TestCertificate valid(Instant notBefore, Instant notAfter, String... names) {
    return make(notBefore, notAfter, List.of(names), null, NOTHING);
  }

  /** One that this one, an {@link #authority}, has signed. */
  public TestCertificate issue(String... others) {
    return make(begin(notAfter), notAfter, List.of(others), this, NOTHING);
  }

  private static Instant begin(Instant notAfter) {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    Instant dayBefore = notAfter.minus(Duration.ofDays(1));
    return dayBefore.isBefore(yesterday) ? dayBefore : yesterday;
  }

  private static TestCertificate make(
      Instant notBefore,
      Instant notAfter,
      List<String> names,
      @Nullable TestCertificate issuer,
      byte[] extension) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair keys = generator.generateKeyPair();
      List<String> signer = issuer == null ? names : issuer.names;
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(issuer == null ? keys.getPrivate() : issuer.key());
      byte[] body =
          der(
              0x30,
              der(0xa0, der(0x02, new byte[] {2})),
              der(0x02, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
              ECDSA_WITH_SHA256,
              name(signer),
              der(0x30, time(notBefore), time(notAfter)),
              name(names),
              keys.getPublic().getEncoded(),
              der(0xa3, der(0x30, alternatives(names), extension)));
      signature.update(body);
      byte[] der = der(0x30, body, ECDSA_WITH_SHA256, der(0x03, new byte[] {0}, signature.sign()));
      return new TestCertificate(
          names,
          pem("CERTIFICATE", der),
          pem("PRIVATE KEY", pkcs8(keys)),
          "CN=" + signer.get(0),
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der)),
          notAfter);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private PrivateKey key() throws GeneralSecurityException {
    String base64 = keyPem.replaceAll("-----[A-Z ]+-----", "");
    byte[] der = Base64.getMimeDecoder().decode(base64);
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static byte[] name(List<String> names) {
    byte[] common = names.get(0).getBytes(StandardCharsets.UTF_8);
    return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, common))));
  }

  private static byte[] alternatives(List<String> names) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String name : names) {
      all.writeBytes(der(0x82, name.getBytes(StandardCharsets.US_ASCII)));
    }
    return der(0x30, SUBJECT_ALT_NAME, der(0x04, der(0x30, all.toByteArray())));
  }

  /**
   * PKCS #8 with the public key in it: the JDK leaves that out, and Sōzu 2.3.3 refuses such a key.
   */
  private static byte[] pkcs8(KeyPair keys) {
    byte[] shared = keys.getPublic().getEncoded();
    byte[] algorithm = Arrays.copyOfRange(shared, 2, 23);
    byte[] publicBits = Arrays.copyOfRange(shared, 23, shared.length);
    byte[] encoded = keys.getPrivate().getEncoded();
    byte[] secret = Arrays.copyOfRange(encoded, 35, 67);
    byte[] ecKey = der(0x30, hex("020101"), der(0x04, secret), der(0xa1, publicBits));
    return der(0x30, hex("020100"), algorithm, der(0x04, ecKey));
  }

  private static byte[] time(Instant instant) {
    return der(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  /** One DER value: tag, length, and its parts one after the other. */
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "TestCertificate" + names + " " + fingerprint;
  }
}
