package io.sozu.pki.internal.read;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who issued a certificate. An authority that changes its key keeps its name, and the
 * certificates of both keys may be in one file.
 */
final class Issuers {
  private Issuers() {}

  static Optional<X509Certificate> among(
      Collection<X509Certificate> certificates, X509Certificate issued) {
    List<X509Certificate> fitting =
        certificates.stream()
            .filter(one -> !one.equals(issued) && isCalledSo(one, issued))
            .toList();
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    // Signatures take long to verify: only where names leave a choice, such as itself.
    boolean clear = fitting.size() < 2 && !isCalledSo(issued, issued);
    return clear
        ? fitting.stream().findFirst()
        : fitting.stream().filter(one -> hasSigned(one, issued)).findFirst();
  }

  private static boolean isCalledSo(X509Certificate issuer, X509Certificate issued) {
    byte[] wanted = authorityKey(issued);
    byte[] found = subjectKey(issuer);
    return issuer.getSubjectX500Principal().equals(issued.getIssuerX500Principal())
        && issuer.getBasicConstraints() >= 0
        && (wanted == null || found == null || Arrays.equals(wanted, found));
  }

  private static byte @Nullable [] authorityKey(X509Certificate certificate) {
    byte[] value = extension(certificate, Extension.authorityKeyIdentifier.getId());
    return value == null
        ? null
        : AuthorityKeyIdentifier.getInstance(value).getKeyIdentifierOctets();
  }

  private static byte @Nullable [] subjectKey(X509Certificate certificate) {
    byte[] value = extension(certificate, Extension.subjectKeyIdentifier.getId());
    return value == null ? null : SubjectKeyIdentifier.getInstance(value).getKeyIdentifier();
  }

  private static byte @Nullable [] extension(X509Certificate certificate, String id) {
    byte[] value = certificate.getExtensionValue(id);
    return value == null ? null : ASN1OctetString.getInstance(value).getOctets();
  }

  private static boolean hasSigned(X509Certificate issuer, X509Certificate issued) {
    try {
      issued.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
