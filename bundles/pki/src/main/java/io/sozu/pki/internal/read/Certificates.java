package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads certificates, and puts them in the order that TLS wants. */
final class Certificates {
  private static final CertificateFactory X509 = factory();

  private Certificates() {}

  /** All certificates of a PEM file, as they come. */
  static List<X509Certificate> of(Path file, List<Block> blocks) throws Unusable {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.isCertificate()) {
        certificates.add(certificate(file, block));
      }
    }
    if (certificates.isEmpty()) {
      throw Unusable.file(Cause.NO_CERTIFICATE, file, "has no certificate");
    }
    return certificates;
  }

  private static X509Certificate certificate(Path file, Block block) throws Unusable {
    try {
      return (X509Certificate) X509.generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      // Not told: the block may hold a key under a wrong name, and the message quotes of it.
      throw Unusable.line(
          Cause.NOT_A_CERTIFICATE, file, block.line(), "has a certificate that cannot be read");
    }
  }

  /**
   * The certificate that the key belongs to, then the one that issued it, and so on. What does not
   * follow is left out: clients would have to download it for nothing, or refuse the chain.
   */
  static List<X509Certificate> chain(Path file, List<X509Certificate> certificates, Key key)
      throws Unusable {
    List<X509Certificate> rest = new ArrayList<>(certificates);
    List<X509Certificate> chain = new ArrayList<>();
    X509Certificate last =
        certificates.stream()
            .filter(certificate -> key.belongsTo(certificate.getPublicKey()))
            .findFirst()
            .orElseThrow(
                () ->
                    Unusable.file(
                        Cause.WRONG_KEY,
                        file,
                        "has no certificate that the private key belongs to; its first is for "
                            + certificates.get(0).getSubjectX500Principal()));
    while (last != null) {
      X509Certificate current = last;
      chain.add(current);
      rest.remove(current);
      last = Issuers.among(rest, current).orElse(null);
    }
    return chain;
  }

  private static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (CertificateException e) {
      throw new IllegalStateException("every Java has X.509", e);
    }
  }
}
