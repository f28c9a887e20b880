package io.sozu.metrics.internal.collect;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a certificate.
 *
 * @param seconds when it ends, in Unix time
 * @param joined the first of its host names, a line each: thousands of certificates take little
 *     memory so
 * @param count how many host names it has in all
 */
record Facts(long seconds, String joined, int count) {
  /** No public authority puts more into one. */
  static final int MOST_NAMES = 100;

  /** What is longer is no host name. */
  private static final int LONGEST = 253;

  private static final int DNS = 2;

  /** Those of a PEM's first certificate; null when it cannot be read. */
  static @Nullable Facts of(String pem) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      List<String> names = names(certificate);
      return new Facts(
          notAfter(certificate),
          String.join("\n", names.subList(0, Math.min(MOST_NAMES, names.size()))),
          names.size());
    } catch (CertificateException e) {
      return null;
    }
  }

  /** The first of its host names. */
  List<String> names() {
    return joined.isEmpty() ? List.of() : List.of(joined.split("\n", -1));
  }

  private static List<String> names(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    return alternatives == null
        ? List.of()
        : alternatives.stream()
            .filter(one -> one.get(0) instanceof Integer kind && kind == DNS)
            .map(one -> String.valueOf(one.get(1)))
            .filter(name -> !name.isEmpty() && name.length() <= LONGEST)
            .filter(name -> name.indexOf('\n') < 0)
            .distinct()
            .toList();
  }

  @SuppressWarnings("JavaUtilDate") // what the JDK's certificates have
  private static long notAfter(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().getEpochSecond();
  }
}
