package io.sozu.pki.internal.sozu;

import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Unusable;
import io.sozu.protocol.command.CertificateAndKey;

/** Reads a certificate with its key, when it is sent and not before. */
@FunctionalInterface
public interface Materials {
  /**
   * The certificate.
   *
   * @throws Unusable when its files are other ones now
   */
  CertificateAndKey of(Want want) throws Unusable;
}
