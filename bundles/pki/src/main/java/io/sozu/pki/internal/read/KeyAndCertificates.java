package io.sozu.pki.internal.read;

import io.sozu.pki.Layout;
import java.security.cert.X509Certificate;
import java.util.List;

/** What the files of a certificate hold, not yet checked against each other. */
record KeyAndCertificates(Key key, List<X509Certificate> certificates) {
  static KeyAndCertificates read(Source source) throws Unusable {
    if (source.layout() == Layout.PKCS12) {
      return Pkcs12.read(source.certificate(), source.password());
    }
    List<Block> blocks = PemFile.read(source.certificate());
    List<X509Certificate> certificates = Certificates.of(source.certificate(), blocks);
    return source.key() == null
        ? new KeyAndCertificates(Keys.of(source.certificate(), blocks), certificates)
        : new KeyAndCertificates(Keys.of(source.key(), PemFile.read(source.key())), certificates);
  }
}
