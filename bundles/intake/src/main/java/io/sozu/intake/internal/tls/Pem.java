package io.sozu.intake.internal.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sozu.intake.TlsOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What the PEM files of {@link TlsOptions} hold. */
public final class Pem {
  private static final char[] NO_PASSWORD = {};
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);

  /** What a key can be for; PKCS #8 says it too, but the JDK wants to be told. */
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private Pem() {}

  /** What we show, or null for nothing. */
  public static KeyManager @Nullable [] keys(TlsOptions options)
      throws IOException, GeneralSecurityException {
    Path certificateFile = options.certificateFile();
    Path keyFile = options.keyFile();
    if (certificateFile == null || keyFile == null) {
      return null;
    }
    Certificate[] chain =
        certificates("tls.certificate.file", certificateFile).toArray(Certificate[]::new);
    PrivateKey key = key(keyFile);
    KeyStore store = empty();
    try {
      store.setKeyEntry("ours", key, NO_PASSWORD, chain);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Its message may hold parts of the key.
      throw new IOException(
          "tls.key.file=" + keyFile + " does not fit tls.certificate.file=" + certificateFile);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  /** What we trust, or null for what the JVM does. */
  public static TrustManager @Nullable [] trust(TlsOptions options)
      throws IOException, GeneralSecurityException {
    if (!options.verify()) {
      return new TrustManager[] {new TrustAll()};
    }
    Path file = options.trustFile();
    if (file == null) {
      return null;
    }
    KeyStore store = empty();
    for (Certificate certificate : certificates("tls.trust.file", file)) {
      store.setCertificateEntry("trusted-" + store.size(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String key, Path file)
      throws IOException {
    Collection<? extends Certificate> found;
    try {
      found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content(key, file)));
    } catch (GeneralSecurityException e) {
      throw new IOException(key + "=" + file + ": " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new IOException(key + "=" + file + " has no certificate in PEM");
    }
    return found;
  }

  /** Its failures hold nothing of the key. */
  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    Matcher matcher = KEY.matcher(new String(content("tls.key.file", file), UTF_8));
    if (matcher.find()) {
      PKCS8EncodedKeySpec spec = spec(matcher.group(1));
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
          // For another algorithm.
        }
      }
    }
    throw new IOException(
        "tls.key.file="
            + file
            + " cannot be used: it must be PEM of kind PKCS #8 (BEGIN PRIVATE KEY) without a"
            + " password, for EC, RSA or EdDSA");
  }

  private static PKCS8EncodedKeySpec spec(String base64) {
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      der = new byte[0];
    }
    return new PKCS8EncodedKeySpec(der);
  }

  private static byte[] content(String key, Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException(key + "=" + file + " cannot be read: " + e, e);
    }
  }
}
