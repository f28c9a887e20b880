package io.sozu.pki.internal.sozu;

import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Step;
import io.sozu.protocol.command.AddCertificate;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.RemoveCertificate;
import io.sozu.protocol.command.ReplaceCertificate;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;

/** Steps as Sōzu's requests. */
final class Requests {
  private Requests() {}

  static Request of(Step step, SocketAddress listener, CertificateAndKey certificate) {
    Slot old = step.old();
    return old == null
        ? Request.newBuilder()
            .setAddCertificate(
                AddCertificate.newBuilder().setAddress(listener).setCertificate(certificate))
            .build()
        : Request.newBuilder()
            .setReplaceCertificate(
                ReplaceCertificate.newBuilder()
                    .setAddress(listener)
                    .setNewCertificate(certificate)
                    .setOldFingerprint(old.fingerprint()))
            .build();
  }

  static Request remove(SocketAddress listener, Slot slot) {
    return Request.newBuilder()
        .setRemoveCertificate(
            RemoveCertificate.newBuilder().setAddress(listener).setFingerprint(slot.fingerprint()))
        .build();
  }
}
