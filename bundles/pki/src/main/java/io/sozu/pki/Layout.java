package io.sozu.pki;

/** How the files of a certificate are named. */
public enum Layout {
  /** {@code X.crt} (or {@code X.pem}) and {@code X.key}: the Rust connector's, and many others'. */
  PAIR,
  /** {@code fullchain.pem} and {@code privkey.pem}. */
  CERTBOT,
  /** {@code tls.crt} and {@code tls.key}. */
  KUBERNETES,
  /** {@code X.pem} with certificates and key, as HAProxy reads it. */
  COMBINED,
  /** {@code X.p12} or {@code X.pfx}. */
  PKCS12,
  /** As the configuration says. */
  PATTERN
}
