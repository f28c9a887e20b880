package io.sozu.metrics.internal.collect;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** What is told of a certificate, as label and value. */
final class Expiries {
  private Expiries() {}

  /** When a PEM's first certificate expires, in Unix time; null when it cannot be read. */
  static @Nullable Long seconds(String pem) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      return notAfter(certificate);
    } catch (CertificateException e) {
      return null;
    }
  }

  @SuppressWarnings("JavaUtilDate") // what the JDK's certificates have
  private static long notAfter(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().getEpochSecond();
  }
}
