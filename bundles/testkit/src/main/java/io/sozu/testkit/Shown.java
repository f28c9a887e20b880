package io.sozu.testkit;

import java.util.List;

/**
 * What a handshake showed.
 *
 * @param fingerprints of the certificate and of the chain that came with it: SHA-256 of the DER,
 *     lower-case hex
 * @param issuer who signed the certificate, as RFC 2253 writes it
 * @param names that it is for
 * @param failure why there was no handshake; empty when there was one
 */
public record Shown(List<String> fingerprints, String issuer, List<String> names, String failure) {
  public Shown {
    fingerprints = List.copyOf(fingerprints);
    names = List.copyOf(names);
  }

  static Shown failed(String why) {
    return new Shown(List.of(), "", List.of(), why);
  }

  /** The fingerprint of the certificate, or why there is none. */
  public String fingerprint() {
    return failure.isEmpty() ? fingerprints.get(0) : "no handshake: " + failure;
  }

  /** Whether it is this one, by fingerprint, issuer and names. */
  public boolean is(TestCertificate certificate) {
    return fingerprint().equals(certificate.fingerprint())
        && issuer.equals(certificate.issuer())
        && names.equals(certificate.names());
  }
}
