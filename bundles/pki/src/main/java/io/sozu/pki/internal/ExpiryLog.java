package io.sozu.pki.internal;

import io.sozu.pki.CertificateInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once for each of some days that a certificate which is served ends soon. */
final class ExpiryLog {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiryLog.class);

  private record Told(String fingerprint, int days) {}

  private final List<Integer> thresholds;
  private Set<Told> told = new HashSet<>();

  ExpiryLog(List<Integer> days) {
    this.thresholds = List.copyOf(days);
  }

  void look(List<CertificateInfo> certificates, Instant now) {
    Set<Told> due = new HashSet<>();
    for (CertificateInfo one : certificates) {
      Instant end = one.notAfter();
      if (one.served() && end != null) {
        long left = Duration.between(now, end).toDays();
        for (int days : thresholds) {
          if (left < days && due.add(new Told(one.fingerprint(), days))) {
            tell(one, new Told(one.fingerprint(), days), end);
          }
        }
      }
    }
    told = due;
  }

  private void tell(CertificateInfo one, Told now, Instant end) {
    if (!told.contains(now)) {
      LOG.warn(
          "{}: {} ends in less than {} days, at {}", one.files(), one.names(), now.days(), end);
    }
  }
}
